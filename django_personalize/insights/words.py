"""Keys that the page of a person shows as words, marked for translators: its templates translate them as they draw.

Names of events are not among them: rules, code and documentation know them by these names in every language.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

#: Kinds of identities.
IDENTITIES = (
    gettext_noop("visitor"),
    gettext_noop("user"),
    gettext_noop("email"),
    gettext_noop("phone"),
    gettext_noop("card"),
    gettext_noop("external"),
)
#: Traits that shops commonly know and those that are calculated, as `known` labels them.
TRAITS = (
    gettext_noop("First name"),
    gettext_noop("Last name"),
    gettext_noop("Email"),
    gettext_noop("Phone"),
    gettext_noop("Birthday"),
    gettext_noop("Gender"),
    gettext_noop("Country"),
    gettext_noop("Marital status"),
    gettext_noop("Company"),
    gettext_noop("Language"),
    gettext_noop("Device"),
    gettext_noop("Order count"),
    gettext_noop("Average order"),
    gettext_noop("Purchase interval days"),
    gettext_noop("Usual hour"),
    gettext_noop("Usual weekday"),
    gettext_noop("First source"),
    gettext_noop("First channel"),
    gettext_noop("First campaign"),
    gettext_noop("Last source"),
    gettext_noop("Last channel"),
    gettext_noop("Last campaign"),
)
#: Channels of visits; see `tracking.sources.CHANNELS`.
CHANNELS = (
    gettext_noop("direct"),
    gettext_noop("cross network"),
    gettext_noop("paid shopping"),
    gettext_noop("paid search"),
    gettext_noop("paid social"),
    gettext_noop("paid video"),
    gettext_noop("display"),
    gettext_noop("paid other"),
    gettext_noop("organic shopping"),
    gettext_noop("organic social"),
    gettext_noop("organic video"),
    gettext_noop("organic search"),
    gettext_noop("ai assistant"),
    gettext_noop("email"),
    gettext_noop("affiliates"),
    gettext_noop("referral"),
    gettext_noop("audio"),
    gettext_noop("sms"),
    gettext_noop("mobile push"),
    gettext_noop("unassigned"),
)
#: What a declaration said, and by which way.
DECLARATIONS = (
    gettext_noop("granted"),
    gettext_noop("denied"),
    gettext_noop("withdrawn"),
    gettext_noop("banner"),
    gettext_noop("form"),
    gettext_noop("staff"),
    gettext_noop("device"),
    gettext_noop("merge"),
)
#: Who sent an event, and on which basis it is kept.
EVENTS = (
    gettext_noop("server"),
    gettext_noop("browser"),
    gettext_noop("personalization"),
    gettext_noop("import"),
    gettext_noop("analytics"),
    gettext_noop("contract"),
)
#: Why two profiles were found to be one person.
MERGES = (gettext_noop("login"), gettext_noop("api"))
