//! `conversation.excel_damaged`: an id that a spreadsheet has rounded.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "conversation.excel_damaged",
    severity: Severity::Question,
    title: "Ids that a spreadsheet has rounded",
    field: Some(Field::Conversation),
    why: "Spreadsheets keep 15 digits of a number. A longer id comes back as 1.23457E+12 or \
          ends in zeros, and the true one is lost.",
    example: "1.23457E+12",
    choices: &[SEND, SKIP],
    default: None,
    fixes: &[Fix::Answer, Fix::Edit(Field::Conversation), Fix::MapField(Field::Conversation)],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Row(Part::Conversation, |row| {
        is_damaged(row.conversation.trim(), row.judge.input.readings.conversation.rounded)
    }),
    sentence: Sentence::Row(|said| {
        format!(
            "The conversation {} was rounded by a spreadsheet; its last digits are lost. Export \
             the file again without opening it in one, send it so, or leave it out.",
            said.quoted(Field::Conversation)
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Conversation, "1.23457E+12")]),
        passes: || Fixture::new().row(&[(Field::Conversation, "219E01BE")]),
    },
};

/// Whether an id is a number in scientific notation; or, in a column where most long ids end so, one
/// of 16 digits or more whose digits after the fifteenth are all zeros.
fn is_damaged(id: &str, column_is_rounded: bool) -> bool {
    is_scientific(id) || (column_is_rounded && is_rounded(id))
}

/// `1.23457E+12`: one digit, a fraction, an exponent with its sign.
fn is_scientific(id: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((mantissa, exponent)) = id.split_once("E+").or_else(|| id.split_once("e+")) else {
        return false;
    };
    let whole = match mantissa.split_once(['.', ',']) {
        Some((whole, fraction)) if digits(fraction) => whole,
        Some(_) => return false,
        None => mantissa,
    };
    whole.len() == 1 && digits(whole) && digits(exponent)
}

fn is_rounded(id: &str) -> bool {
    /// The digits of a number that a spreadsheet keeps.
    const KEPT: usize = 15;
    id.len() > KEPT && id.bytes().all(|b| b.is_ascii_digit()) && id.bytes().skip(KEPT).all(|b| b == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told_from_ids() {
        for (id, rounded, damaged) in [
            ("1.23457E+12", false, true),
            ("1,23457E+12", false, true),
            ("2E+10", false, true),
            ("9.91214e+15", false, true),
            ("219E01BE", false, false),
            ("12.3E+4", false, false),
            ("1.E+4", false, false),
            ("E+4", false, false),
            ("5E+", false, false),
            ("9912140000000000", true, true),
            ("9912140000000000", false, false),
            ("991214000000000", true, false),
            ("9912140000000421", true, false),
            ("48213", true, false),
        ] {
            assert_eq!(is_damaged(id, rounded), damaged, "{id}");
        }
    }
}
