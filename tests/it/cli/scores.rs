//! Makes exports of any size whose faults are known: the same bytes for the same numbers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// An export with the API's own field names, and how many rows each rule must find.
pub struct Scores {
    pub csv: String,
    /// The agents of the export, as a roster file.
    pub roster: String,
    pub expected: BTreeMap<&'static str, u64>,
    pub rows: u64,
}

/// The faults, in rotation, and the rule that finds each.
const FAULTS: [&str; 7] = [
    "agent.missing",
    "score.not_a_number",
    "score.above_max",
    "scored_at.not_a_date",
    "scored_at.no_time_zone",
    "source.missing",
    "row.duplicate",
];

const AGENTS: u64 = 50;

const HEADER: &str =
    "agent_id,conversation_external_id,source,score,max_score,rubric,notes,reviewer,scored_at";

impl Scores {
    /// `rows` rows of which one in `one_in` has a fault; 0: none has.
    pub fn new(rows: u64, one_in: u64) -> Self {
        let mut csv = format!("{HEADER}\n");
        let mut expected = BTreeMap::new();
        let mut before = [const { String::new() }; 9];
        for row in 0..rows {
            let fault = (one_in > 0 && row > 0 && row.is_multiple_of(one_in))
                .then(|| FAULTS[usize::try_from(row / one_in).unwrap() % FAULTS.len()]);
            let mut cells = clean(row);
            match fault {
                None => before.clone_from(&cells),
                Some("row.duplicate") => cells.clone_from(&before),
                Some(rule) => spoil(&mut cells, rule),
            }
            if let Some(rule) = fault {
                *expected.entry(rule).or_default() += 1;
            }
            writeln!(csv, "{}", cells.join(",")).unwrap();
        }
        Self { csv, roster: roster(), expected, rows }
    }

    /// The rows without a fault.
    pub fn ready(&self) -> u64 {
        self.rows - self.expected.values().sum::<u64>()
    }
}

fn agent(number: u64) -> String {
    format!("agt_{number:06}")
}

fn roster() -> String {
    let mut roster = "agent_id,email,name,imported_id,deleted\n".to_owned();
    for number in 0..AGENTS {
        writeln!(roster, "{},agent{number}@example.com,Agent {number},E{number},false", agent(number))
            .unwrap();
    }
    roster
}

fn clean(row: u64) -> [String; 9] {
    let max = if row % 10 == 9 { 20 } else { 100 };
    // Not under a tenth: a few scores of less than one point would be taken for fractions.
    let score = if max == 20 { 500 + row * 37 % 1500 } else { 1000 + (4000 + row * 37) % 9000 };
    let minutes = row * 7;
    [
        agent(row * 13 % AGENTS),
        format!("{}", 10_000_000 + row),
        "klaus".to_owned(),
        format!("{}.{:02}", score / 100, score % 100),
        max.to_string(),
        ["Support QA v3", "\"Compliance, EU\""][usize::from(row.is_multiple_of(3))].to_owned(),
        ["Good empathy", "\"Said \"\"thanks\"\"\nand left\"", "Réponse claire"]
            [usize::try_from(row % 3).unwrap()]
        .to_owned(),
        format!("reviewer{}@example.com", row % 6),
        format!(
            "2026-{:02}-{:02}T{:02}:{:02}:00Z",
            1 + minutes / 40_320 % 9,
            1 + minutes / 1440 % 28,
            minutes / 60 % 24,
            minutes % 60
        ),
    ]
}

fn spoil(cells: &mut [String; 9], rule: &str) {
    match rule {
        "agent.missing" => cells[0].clear(),
        "score.not_a_number" => "eighty".clone_into(&mut cells[3]),
        "score.above_max" => cells[3] = format!("{}", cells[4].parse::<u32>().unwrap() + 7),
        "scored_at.not_a_date" => "yesterday".clone_into(&mut cells[8]),
        "scored_at.no_time_zone" => cells[8] = cells[8].trim_end_matches('Z').replace('T', " "),
        "source.missing" => cells[2].clear(),
        other => panic!("no such fault: {other}"),
    }
}
