"""Who people are: profiles, their identities, traits, affinities and the snapshot a page reads.

Called by consent, events and tracking. Never reads cookies, and never decides whether it may be called: the gate
above does.
"""
