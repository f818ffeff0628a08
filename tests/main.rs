//! The tests of the whole program, one file a feature. They read like a specification; the machinery is in `kit`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests may stop at the first surprise, read the clock and say what they skip"
)]

mod after_a_deed;
mod analysis;
mod at_a_glance;
mod at_the_console;
mod at_the_queue;
mod at_the_report;
mod backups;
mod beside;
mod canary;
mod clients;
mod coming_back;
mod commands;
mod console_in_a_browser;
mod console_pictures;
mod custodians;
mod database_away;
mod deciding;
mod deciding_alone;
mod demo;
mod downloads;
mod durable;
mod engines_agree;
mod entering;
mod epochs;
mod files;
mod files_beside;
mod files_in_the_mailbox;
mod filing;
mod first_paint;
mod following_up;
mod from_the_desk;
mod full_disk;
mod full_mailbox;
mod fuzzed;
mod given_anything;
mod identities;
mod importing;
mod importing_corpora;
mod in_a_browser;
mod killed;
mod kit;
mod long_reads;
mod mailbox;
mod moved;
mod noted;
mod notices;
mod on_the_line;
mod one_size;
mod onion_door;
mod pages_of_the_queue;
mod passwords;
mod people;
mod proposing;
mod reading;
mod reading_the_log;
mod recovery;
mod renewal;
mod repetition;
mod reporting;
mod schemathesis;
mod searching;
mod searching_closed_months;
mod sending_files;
mod serving;
mod sessions;
mod sessions_at_the_console;
mod setting_aside;
mod signing_in;
mod slips;
mod slow_files;
mod starting;
mod stepping_up;
mod the_desk;
mod the_log;
mod the_pages;
mod the_queue;
mod tls;
mod turned_away;
mod what_was_read;
mod written_by_hand;
