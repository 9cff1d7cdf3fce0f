from tests.factories import UserFactory
from tests.samples import RIGHT
import pytest
@pytest.mark.django_db
def test_walk(client, quiz):
    c=quiz.course
    for url in ["/courses/sample/","/courses/sample/lessons/first/","/courses/sample/quizzes/first-quiz/","/courses/sample/glossary/","/courses/sample/sources/","/search/?q=defense", "/courses/sample/lessons/first/checks/zzcheck/"]:
        r=client.get(url); assert r.status_code==200,(url,r)
    u=UserFactory(); client.force_login(u)
    for url in ["/courses/sample/","/courses/sample/lessons/first/","/courses/sample/quizzes/first-quiz/","/progress/"]:
        r=client.get(url); assert r.status_code==200,(url,r)
    r=client.post("/courses/sample/quizzes/first-quiz/start/"); assert r.status_code==302
    url=r["Location"]; r=client.get(url); assert r.status_code==200
    html=r.content.decode()
    import re; assert not re.findall('zz(all|single|m-|l-|o-|c-|none|half)', html)
    r=client.get(url+"submit/"); assert r.status_code==200
    r=client.post(url+"submit/"); assert r.status_code==302
    r=client.get(url+"review/"); assert r.status_code==200
    r=client.get("/progress/"); assert r.status_code==200
    r=client.post("/courses/sample/quizzes/first-quiz/start/", {"kind":"practice","missed":"1"}); assert r.status_code==302
    r=client.get(r["Location"]); assert r.status_code==200
