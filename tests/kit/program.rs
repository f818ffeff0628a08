//! The real program as a process of its own: served, spoken to over HTTP and by commands, killed.
