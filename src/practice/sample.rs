//! The built-in sample: an export of MaestroQA's total scores with the usual dirt, and its people.
//! Everyone in it is invented. Both files are made by `assets/make_sample.py`.

/// What the sample is called where a file has a name.
pub const NAME: &str = "sample_maestroqa.csv";

/// The sample's 1,000 scores, as the file.
pub const SCORES: &[u8] = include_bytes!("../../assets/sample_maestroqa.csv");

/// The sample's people, as a roster file.
pub const ROSTER: &[u8] = include_bytes!("../../assets/sample_roster.csv");
