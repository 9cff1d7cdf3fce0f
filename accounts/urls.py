from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from accounts import views
from accounts.privacy import views as privacy_views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="profile")),
    path("profile/", views.profile, name="profile"),
    path("data/", privacy_views.data, name="own_data"),
    path("delete/", privacy_views.delete, name="account_delete"),
    path("goodbye/", privacy_views.goodbye, name="goodbye"),
    path("signup/", views.SignUpView.as_view(), name="account_signup"),
    path("password/reset/", views.PasswordResetView.as_view(), name="account_reset_password"),
    path(
        "confirm-email/", login_not_required(views.EmailConfirmView.as_view()), name="account_email_verification_sent"
    ),
    path("confirm-email/later/", views.email_confirm_later, name="email_confirm_later"),
    path("slip/", views.slip, name="account_slip"),
    path("sessions/", include("allauth.usersessions.urls")),
    path("sessions/end/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("2fa/", include("accounts.factors.urls")),
    path("oidc/", include("accounts.oidc.urls")),
    path("", include("allauth.account.urls")),
]
