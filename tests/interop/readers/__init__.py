"""One module for each family of formats. A module's `check` opens what was exported with programs that are not ours
and holds what they see against the truth."""
