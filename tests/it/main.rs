//! The one integration-test binary: a module a subject, so that the program is linked once.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod accounting;
mod bad_input;
mod canary;
mod cli;
mod defects;
mod drafts;
mod faults;
mod kill;
mod later_file;
mod layers;
mod manners;
mod people_list;
mod presets;
mod reading;
mod request;
mod samples;
mod sealing;
mod sending;
mod soak;
mod stopping;
mod ten_ways;
mod uploading;
mod values;
mod window;
mod window_sending;
