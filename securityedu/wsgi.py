"""What gunicorn serves: `securityedu.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "securityedu.settings")
application = get_wsgi_application()
