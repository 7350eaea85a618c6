"""Taking in what somebody handed over: read, matched, laid over what is known, one act."""
