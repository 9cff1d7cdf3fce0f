from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from accounts import views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="profile")),
    path("profile/", views.profile, name="profile"),
    path("signup/", views.SignUpView.as_view(), name="account_signup"),
    path("password/reset/", views.PasswordResetView.as_view(), name="account_reset_password"),
    path(
        "confirm-email/", login_not_required(views.EmailConfirmView.as_view()), name="account_email_verification_sent"
    ),
    path("confirm-email/later/", views.email_confirm_later, name="email_confirm_later"),
    path("slip/", views.slip, name="account_slip"),
    path("sessions/", include("allauth.usersessions.urls")),
    path("sessions/end/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("", include("allauth.account.urls")),
]
