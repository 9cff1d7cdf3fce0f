from django.urls import path

from accounts.oidc import views

# The names that begin with socialaccount_ are those that allauth leads to.
urlpatterns = [
    path("login/", views.start, name="oidc_login"),
    path("login/callback/", views.callback, name="oidc_callback"),
    path("login/cancelled/", views.cancelled, name="socialaccount_login_cancelled"),
    path("login/error/", views.failed, name="socialaccount_login_error"),
    path("signup/", views.sign_up, name="socialaccount_signup"),
    path("connections/", views.connections, name="socialaccount_connections"),
]
