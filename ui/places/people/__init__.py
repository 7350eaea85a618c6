"""人户 in the window: the lists, the cards, and what happens to a household."""
