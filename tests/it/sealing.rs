//! From a file to sealed batches and back: the same rows are never sealed twice, and what became of
//! them comes back as the row's state.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use scorebridge::check::{Percent, rule};
use scorebridge::import::{self, ImportOptions};
use scorebridge::journal::{AccountId, AttemptEnd, AttemptStart, Journal, UploadId};
use scorebridge::model::{AnsweredBy, CellChange, Field, Outcome, Progress, RowId, RowState};
use scorebridge::people::{People, read_roster};
use scorebridge::pipeline::{self, Checked, Document, Outlook, Surroundings};
use scorebridge::recipe::Overrides;
use scorebridge::upload::Trial;

/// A file, the account's journal, and the time.
struct Desk {
    _folder: tempfile::TempDir,
    journal: Journal,
    account: AccountId,
    document: Document,
    now: DateTime<Utc>,
}

impl Desk {
    /// The Klaus sample: 14 rows, of which one is not graded.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let path = Path::new("tests/fixtures/samples/klaus_reviews.csv");
        let sheet = import::open(path, &ImportOptions::default(), &Progress::default()).unwrap();
        let told = Overrides { zone: Some(Tz::UTC), ..Overrides::default() };
        let (document, _) = pipeline::document(Arc::new(sheet), &told, None, &Progress::default()).unwrap();
        Self {
            _folder: folder,
            journal,
            account: AccountId(AccountId::PRACTICE.to_owned()),
            document,
            now: "2026-10-01T12:00:00Z".parse().unwrap(),
        }
    }

    fn around(&self) -> Surroundings {
        let roster = read_roster(&std::fs::read("tests/fixtures/samples/roster.csv").unwrap()).unwrap();
        Surroundings {
            people: Some(Arc::new(People::new(roster))),
            aliases: Arc::new(self.journal.aliases(&self.account).unwrap()),
            ledger: Arc::new(self.journal.ledger(&self.account).unwrap()),
        }
    }

    fn check(&self) -> Checked {
        pipeline::check(&self.document, &self.around(), self.now, &Progress::default()).unwrap()
    }

    /// Rows of each state that has any.
    fn counts(&self) -> Vec<(&'static str, u32)> {
        let counts = self.check().report.counts();
        assert_eq!(counts.read(), 14);
        RowState::ALL
            .into_iter()
            .map(|state| (state.name(), counts.of(state)))
            .filter(|(_, rows)| *rows > 0)
            .collect()
    }

    fn seal(&mut self, batch_rows: u32, trial: Option<Trial>) -> Option<UploadId> {
        let around = self.around();
        let (document, journal, account) = (&self.document, &mut self.journal, &self.account);
        pipeline::seal(document, &around, journal, account, batch_rows, trial, self.now).unwrap()
    }

    fn end(&mut self, upload: &UploadId, batch: u32, outcome: Outcome, message: Option<&str>) {
        let start = AttemptStart { host: "127.0.0.1".to_owned(), key_fingerprint: "f".to_owned() };
        let attempt = self.journal.begin_attempt(upload, batch, &start).unwrap();
        let end = AttemptEnd {
            outcome,
            http: None,
            ms: 1,
            message: message.map(str::to_owned),
            body: String::new(),
            request_id: None,
            server_date: None,
            wait_until: None,
            named: BTreeMap::new(),
        };
        self.journal.end_attempt(upload, batch, attempt, &end).unwrap();
    }

    fn edit(&mut self, row: u32, field: Field, text: &str) {
        let overlay = Arc::make_mut(&mut self.document.overlay);
        let value = overlay.intern(text);
        let _inverse = overlay.apply(&CellChange { field, cells: vec![(RowId(row), Some(value))] });
    }

    fn answer(&mut self, id: &str, choice: &'static str) {
        let rule = rule(id).unwrap();
        assert!(rule.choice(choice).is_some(), "{id} has no choice {choice}");
        Arc::make_mut(&mut self.document.answers).set(rule.id, Some((choice, AnsweredBy::Option)));
    }
}

#[test]
fn what_becomes_of_sealed_rows_is_their_state_in_the_next_check() {
    let mut desk = Desk::new();
    assert_eq!(desk.counts(), [("ready", 13), ("skipped", 1)]);
    let upload = desk.seal(4, None).unwrap();
    assert_eq!(desk.counts(), [("skipped", 1), ("in_upload", 13)]);
    assert_eq!(desk.seal(4, None), None, "claimed rows are not sealed again");

    desk.end(&upload, 1, Outcome::Accepted, None);
    desk.end(&upload, 2, Outcome::Refused, Some("score is not on the plan"));
    desk.end(&upload, 3, Outcome::Unknown, None);
    assert_eq!(
        desk.counts(),
        [("needs_fix", 4), ("skipped", 1), ("already_sent", 4), ("in_upload", 1), ("unknown", 4)]
    );
    desk.end(&upload, 4, Outcome::Accepted, None);
    assert_eq!(desk.counts(), [("needs_fix", 4), ("skipped", 1), ("already_sent", 5), ("unknown", 4)]);

    // A refused row goes again once it is changed; a regrade of an accepted one asks first. Row 6 is
    // not graded, so the second batch holds rows 5, 7, 8 and 9.
    desk.edit(4, Field::Rubric, "Email support v2");
    desk.edit(0, Field::Score, "95");
    assert_eq!(
        desk.counts(),
        [("ready", 1), ("needs_fix", 4), ("skipped", 1), ("already_sent", 4), ("unknown", 4)]
    );
    desk.answer("row.changed_since_sent", "send");
    assert_eq!(
        desk.counts(),
        [("ready", 2), ("needs_fix", 3), ("skipped", 1), ("already_sent", 4), ("unknown", 4)]
    );
    let second = desk.seal(200, None).unwrap();
    desk.end(&second, 1, Outcome::Accepted, None);
    assert_eq!(desk.counts(), [("needs_fix", 3), ("skipped", 1), ("already_sent", 6), ("unknown", 4)]);
}

#[test]
fn a_trial_seals_its_rows_alone() {
    let mut desk = Desk::new();
    desk.edit(0, Field::Notes, "Typed by hand.");
    desk.edit(3, Field::Notes, "Typed by hand, too.");
    let upload = desk.seal(200, Some(Trial::First(2))).unwrap();
    let info = desk.journal.upload(&upload).unwrap();
    assert_eq!((info.rows.of(RowState::Ready), info.outcomes.sealed(), info.hand_edits), (13, 2, 1));
    assert_eq!(desk.journal.batches(&upload).unwrap().len(), 1);
    desk.end(&upload, 1, Outcome::Accepted, None);
    assert_eq!(desk.counts(), [("ready", 11), ("skipped", 1), ("already_sent", 2)]);
}

#[test]
fn a_trial_of_a_row_that_a_person_picked_is_that_row_and_nothing_else() {
    let mut desk = Desk::new();
    desk.edit(6, Field::Notes, "Typed by hand.");
    let upload = desk.seal(200, Some(Trial::Row(RowId(6)))).unwrap();
    let rows: Vec<_> = desk.journal.rows(&upload).unwrap().iter().map(|row| row.row).collect();
    let info = desk.journal.upload(&upload).unwrap();
    assert_eq!((rows, info.trial, info.hand_edits), (vec![RowId(6)], true, 1));
    assert_eq!(desk.seal(200, Some(Trial::Row(RowId(6)))), None, "it is claimed");
    assert_eq!(desk.counts(), [("ready", 12), ("skipped", 1), ("in_upload", 1)]);
}

#[test]
fn the_outlook_says_what_would_be_sent() {
    let mut desk = Desk::new();
    let outlook = |desk: &Desk| {
        let around = desk.around();
        let input = desk.document.input(&around, desk.now);
        pipeline::outlook(&input, &desk.check().report, &Progress::default()).unwrap()
    };
    desk.edit(1, Field::Score, "80");
    let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 9, day);
    let first = Outlook {
        rows: 13,
        agents: 8,
        days: day(14).zip(day(16)),
        // 100 80 91.6667 0 75 66.6667 100 87.5 58.3333 95.8333 79.1667 100 70.8333
        mean: "77.3077".parse::<Percent>().ok(),
        mean_before: None,
        hand_edits: 1,
        first_row: Some(RowId(0)),
    };
    assert_eq!(outlook(&desk), first);
    let upload = desk.seal(200, Some(Trial::First(2))).unwrap();
    desk.end(&upload, 1, Outcome::Accepted, None);
    let second = outlook(&desk);
    assert_eq!((second.rows, second.first_row, second.hand_edits), (11, Some(RowId(2)), 0));
    assert_eq!(second.mean_before, "90".parse().ok());
}
