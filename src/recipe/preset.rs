//! The layouts of the known tools, as data: `assets/presets/*.toml`, built in.

use crate::model::Sheet;

/// A tool's layout. One TOML file in `assets/presets/`; no code.
#[derive(Debug)]
pub struct Preset {
    /// Its id: `maestroqa.total_scores`.
    pub id: String,
    /// Its name for a person: "MaestroQA total scores".
    pub label: String,
    /// Whether the layout is documented well enough to be used without asking.
    pub well_known: bool,
}

/// Every preset, in the order in which they are tried.
pub fn presets() -> &'static [Preset] {
    unimplemented!()
}

/// The preset that a sheet's headings fit.
pub fn recognise(_sheet: &Sheet) -> Option<&'static Preset> {
    unimplemented!()
}
