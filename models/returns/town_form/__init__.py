"""The town's own blank form: what it asks for, and the values that go into its cells."""
