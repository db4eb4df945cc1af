"""Alias that transitions its target to `compilation_mode=opt`.  Use `transition_alias="opt"` to enable."""
