from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.stages import EmailVerificationStage
from django.conf import settings


class ConfirmEmailStage(EmailVerificationStage):
    """Asks for the code right after sign-up when one can be sent, and never holds up a later sign-in.

    allauth's setting holds for the whole site, and the only value that it takes with codes is "mandatory", which would
    lock out everybody without an address. So the rule is made anew for each login.
    """

    def handle(self):
        can_confirm = self.login.signup and self.login.user.email and settings.EMAIL_URL
        self.login.email_verification = (
            EmailVerificationMethod.MANDATORY if can_confirm else EmailVerificationMethod.NONE
        )
        return super().handle()
