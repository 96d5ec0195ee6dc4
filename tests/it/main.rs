//! The one integration-test binary: a module a subject, so that the program is linked once.

mod layers;
mod sending;
