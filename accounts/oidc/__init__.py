"""Sign-in through one other site that speaks OpenID Connect, by settings alone."""
