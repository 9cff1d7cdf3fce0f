"""allauth's addresses of second factors, all of them always there: what people own must not depend on a setting."""

from allauth.mfa.base import views as base_views
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as app_views
from allauth.mfa.webauthn import views as passkey_views
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from accounts.factors import views
from accounts.factors.views import with_passkeys

# What shows a secret is never stored, not by the browser either.
urlpatterns = [
    path("", base_views.index, name="mfa_index"),
    path("authenticate/", login_not_required(views.StepView.as_view()), name="mfa_authenticate"),
    path("reauthenticate/", base_views.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", never_cache(views.AppAddView.as_view()), name="mfa_activate_totp"),
    path("totp/deactivate/", app_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", never_cache(code_views.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", code_views.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", code_views.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("webauthn/add/", never_cache(with_passkeys(views.PasskeyAddView.as_view())), name="mfa_add_webauthn"),
    path("webauthn/keys/<int:pk>/edit/", passkey_views.edit_webauthn, name="mfa_edit_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", passkey_views.remove_webauthn, name="mfa_remove_webauthn"),
    path(
        "webauthn/login/",
        never_cache(login_not_required(with_passkeys(passkey_views.login_webauthn))),
        name="mfa_login_webauthn",
    ),
    path(
        "webauthn/reauthenticate/",
        never_cache(with_passkeys(views.PasskeyReauthenticateView.as_view())),
        name="mfa_reauthenticate_webauthn",
    ),
]
