//! Uploads from seal to end, on a real file.

use std::collections::BTreeMap;

use chrono::Utc;

use super::*;
use crate::check::{KeyedHash, RowKey, Standing};
use crate::model::{Outcome, RowCounts, RowId, RowState};

fn hash(n: u32) -> KeyedHash {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    KeyedHash(bytes)
}

/// The row of review `n`.
fn row(n: u32) -> SealedRow {
    SealedRow {
        row: RowId(n),
        line: n + 2,
        key: RowKey { identity: hash(n), version: hash(n), content: hash(n), ordinal: 0 },
        told: RowTold {
            agent_id: format!("agent-{n}"),
            source: "klaus".to_owned(),
            score: "90".to_owned(),
            scored_at: "2026-09-14T10:22:31Z".to_owned(),
            ..RowTold::default()
        },
    }
}

fn batch(reviews: impl IntoIterator<Item = u32>) -> SealedBatch {
    let rows: Vec<_> = reviews.into_iter().map(row).collect();
    let scores: Vec<_> = rows.iter().map(|row| format!("{{\"n\":{}}}", row.row.0)).collect();
    SealedBatch { body: format!("{{\"qa_scores\":[{}]}}", scores.join(",")).into_bytes(), rows }
}

struct Fixture {
    folder: tempfile::TempDir,
    journal: Journal,
    account: AccountId,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        Self { folder, journal, account: AccountId(AccountId::PRACTICE.to_owned()) }
    }

    fn header(&self) -> SealHeader {
        let mut rows = RowCounts::default();
        rows.add_many(RowState::Ready, 10);
        rows.add_many(RowState::NeedsFix, 2);
        SealHeader {
            account: self.account.clone(),
            file_name: "september.csv".to_owned(),
            file_sha256: "00".repeat(32),
            rows,
            ledger_generation: self.generation(),
            hand_edits: 0,
            trial: false,
        }
    }

    fn seal(&mut self, batches: Vec<SealedBatch>) -> Result<UploadId, SealError> {
        self.journal.seal(&self.header(), &mut batches.into_iter())
    }

    fn generation(&self) -> u64 {
        self.journal.ledger(&self.account).unwrap().generation
    }

    fn begin(&mut self, upload: &UploadId, batch: u32) -> Result<u32, JournalError> {
        let start = AttemptStart { host: "127.0.0.1:9".to_owned(), key_fingerprint: "f1".to_owned() };
        self.journal.begin_attempt(upload, batch, &start)
    }

    fn end(
        &mut self,
        upload: &UploadId,
        batch: u32,
        attempt: u32,
        outcome: Outcome,
    ) -> Result<(), JournalError> {
        let end = AttemptEnd {
            outcome,
            http: Some(202),
            ms: 41,
            message: Some("said so".to_owned()),
            body: "{}".to_owned(),
            request_id: None,
            server_date: None,
            wait_until: None,
            named: BTreeMap::new(),
        };
        self.journal.end_attempt(upload, batch, attempt, &end)
    }

    fn send(&mut self, upload: &UploadId, batch: u32, outcome: Outcome) {
        let attempt = self.begin(upload, batch).unwrap();
        self.end(upload, batch, attempt, outcome).unwrap();
    }

    fn states(&self, upload: &UploadId) -> Vec<BatchState> {
        self.journal.batches(upload).unwrap().iter().map(|batch| batch.state).collect()
    }

    fn standing(&self, review: u32) -> Vec<Standing> {
        let ledger = self.journal.ledger(&self.account).unwrap();
        ledger.rows.get(&hash(review)).into_iter().flatten().map(|row| row.standing).collect()
    }
}

#[test]
fn an_upload_is_sealed_whole_and_read_back() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch(0..3), batch(3..5)]).unwrap();
    let info = fixture.journal.upload(&upload).unwrap();
    assert_eq!((info.state, info.outcomes.sealed(), info.rows.read()), (UploadState::Open, 5, 12));
    assert_eq!(info.endpoint, None);
    let sums = info.summary();
    assert!(sums.adds_up());
    assert_eq!((sums.not_sent, sums.needs_fix), (10, 2), "5 wait and 5 are beyond the trial");
    assert_eq!(fixture.journal.body(&upload, 2).unwrap(), br#"{"qa_scores":[{"n":3},{"n":4}]}"#);
    let rows = fixture.journal.rows(&upload).unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.row.0, row.line, row.batch)).collect::<Vec<_>>(),
        [(0, 2, 1), (1, 3, 1), (2, 4, 1), (3, 5, 2), (4, 6, 2)]
    );
    assert_eq!(fixture.journal.uploads().unwrap(), [info]);
    // 20260914-104207-k3f9
    assert_eq!(upload.0.len(), 20);
    assert_eq!(fixture.standing(4), [Standing::Open]);
    assert!(fixture.journal.knows(&fixture.account, hash(4)).unwrap());
    assert!(!fixture.journal.knows(&fixture.account, hash(5)).unwrap());
}

#[test]
fn a_seal_against_an_older_ledger_is_refused_and_writes_nothing() {
    let mut fixture = Fixture::new();
    let header = fixture.header();
    fixture.seal(vec![batch(0..3)]).unwrap();
    let error = fixture.journal.seal(&header, &mut [batch(5..6)].into_iter()).unwrap_err();
    assert!(matches!(error, SealError::LedgerMoved), "{error}");
    assert_eq!(fixture.journal.uploads().unwrap().len(), 1);
}

#[test]
fn a_review_is_claimed_once_and_the_holder_is_named() {
    let mut fixture = Fixture::new();
    let holder = fixture.seal(vec![batch(0..3)]).unwrap();
    let before = fixture.generation();
    match fixture.seal(vec![batch(7..9), batch(2..4)]).unwrap_err() {
        SealError::Claimed(upload) => assert_eq!(upload, holder),
        other => panic!("{other}"),
    }
    assert_eq!(fixture.generation(), before, "nothing was written");
    assert_eq!(fixture.standing(7), []);
    // Another account may send the same review.
    let (name, url) = ("Acme".to_owned(), "https://api.example.com".to_owned());
    let new = NewAccount { name, kind: AccountKind::Production, url, colour: 1 };
    fixture.account = fixture.journal.add_account(&new).unwrap().id;
    fixture.seal(vec![batch(0..3)]).unwrap();
}

#[test]
fn more_or_fewer_rows_than_were_ready_are_never_sealed() {
    let mut fixture = Fixture::new();
    assert!(fixture.seal(vec![]).is_err());
    assert!(fixture.seal(vec![batch(0..11)]).is_err());
    assert_eq!(fixture.journal.uploads().unwrap(), []);
}

#[test]
fn every_end_moves_batch_upload_ledger_and_claim() {
    // outcome → batch, upload, ledger, whether the claim is held, whether the bytes are kept
    let table = [
        (Outcome::Accepted, BatchState::Accepted, UploadState::Done, Standing::Accepted, false, false),
        (Outcome::Refused, BatchState::Refused, UploadState::Done, Standing::Refused, false, true),
        (Outcome::Unknown, BatchState::Unknown, UploadState::Unknown, Standing::Unknown, true, true),
        (Outcome::NotSent, BatchState::Waiting, UploadState::Open, Standing::Open, true, true),
    ];
    for (outcome, batch_state, upload_state, standing, claimed, bytes) in table {
        let mut fixture = Fixture::new();
        let upload = fixture.seal(vec![batch(0..3)]).unwrap();
        let before = fixture.generation();
        fixture.send(&upload, 1, outcome);
        assert!(fixture.generation() > before);
        let info = fixture.journal.upload(&upload).unwrap();
        assert_eq!((fixture.states(&upload), info.state), (vec![batch_state], upload_state));
        assert_eq!(info.outcomes.of(outcome), 3);
        assert!(info.summary().adds_up());
        assert_eq!(fixture.standing(1), [standing]);
        assert_eq!(fixture.journal.body(&upload, 1).is_ok(), bytes, "{outcome:?}");
        assert_eq!(fixture.seal(vec![batch(1..2)]).is_err(), claimed, "{outcome:?}");
        let row = &fixture.journal.rows(&upload).unwrap()[0];
        assert_eq!((row.outcome, row.attempts, row.http), (outcome, 1, Some(202)));
    }
}

#[test]
fn an_attempt_begins_once_and_ends_once() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch(0..3)]).unwrap();
    assert_eq!(fixture.begin(&upload, 1).unwrap(), 1);
    assert_eq!(fixture.states(&upload), [BatchState::Sending]);
    assert_eq!(fixture.begin(&upload, 1).unwrap_err().code(), "batch.wrong_state");
    assert_eq!(fixture.end(&upload, 1, 2, Outcome::Accepted).unwrap_err().code(), "not_found");
    fixture.end(&upload, 1, 1, Outcome::NotSent).unwrap();
    assert_eq!(fixture.end(&upload, 1, 1, Outcome::Accepted).unwrap_err().code(), "batch.wrong_state");
    assert_eq!(fixture.begin(&upload, 1).unwrap(), 2);
    fixture.end(&upload, 1, 2, Outcome::Accepted).unwrap();
    assert_eq!(fixture.begin(&upload, 1).unwrap_err().code(), "batch.wrong_state");
    assert_eq!(fixture.begin(&upload, 9).unwrap_err().code(), "not_found");
    let endpoint = fixture.journal.upload(&upload).unwrap().endpoint;
    assert_eq!(endpoint, Some(("127.0.0.1:9".to_owned(), "f1".to_owned())));
}

#[test]
fn after_a_crash_only_what_was_on_its_way_is_unknown() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch(0..2), batch(2..4), batch(4..6)]).unwrap();
    fixture.send(&upload, 1, Outcome::Accepted);
    fixture.begin(&upload, 2).unwrap();
    let mut later = Journal::open(fixture.folder.path()).unwrap();
    assert_eq!(later.recover().unwrap(), 1);
    assert_eq!(later.recover().unwrap(), 0);
    assert_eq!(fixture.states(&upload), [BatchState::Accepted, BatchState::Unknown, BatchState::Waiting]);
    assert_eq!(fixture.standing(2), [Standing::Unknown]);
    let message = fixture.journal.batches(&upload).unwrap()[1].message.clone();
    assert_eq!(message.as_deref(), Some("The program ended before an answer came."));
}

#[test]
fn unknown_is_decided_by_a_person_alone() {
    for (decision, state, standing) in [
        (UnknownDecision::Received, BatchState::ReceivedByPerson, Standing::ReceivedByPerson),
        (UnknownDecision::Resend, BatchState::Waiting, Standing::Open),
    ] {
        let mut fixture = Fixture::new();
        let upload = fixture.seal(vec![batch(0..2)]).unwrap();
        assert_eq!(
            fixture.journal.decide_unknown(&upload, 1, decision).unwrap_err().code(),
            "batch.wrong_state"
        );
        fixture.send(&upload, 1, Outcome::Unknown);
        fixture.journal.decide_unknown(&upload, 1, decision).unwrap();
        assert_eq!(fixture.states(&upload), [state]);
        assert_eq!(fixture.standing(0), [standing]);
        let logged: (String, String) = fixture
            .journal
            .db
            .query_row("SELECT os_user, decision FROM decision", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert!(!logged.0.is_empty());
        assert_eq!(logged.1, if state == BatchState::Waiting { "resend" } else { "received" });
    }
}

#[test]
fn giving_up_frees_what_was_not_sent_and_nothing_else() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch(0..2), batch(2..4), batch(4..6)]).unwrap();
    fixture.send(&upload, 1, Outcome::Accepted);
    fixture.send(&upload, 2, Outcome::Unknown);
    fixture.journal.abandon(&upload).unwrap();
    assert_eq!(fixture.states(&upload), [BatchState::Accepted, BatchState::Unknown, BatchState::NotSent]);
    assert_eq!(fixture.journal.upload(&upload).unwrap().state, UploadState::Unknown);
    assert_eq!(fixture.standing(4), []);
    assert!(!fixture.journal.knows(&fixture.account, hash(4)).unwrap());
    assert!(fixture.seal(vec![batch(2..4)]).is_err());
    fixture.seal(vec![batch(4..6)]).unwrap();
    fixture.journal.decide_unknown(&upload, 2, UnknownDecision::Received).unwrap();
    assert_eq!(fixture.journal.upload(&upload).unwrap().state, UploadState::Abandoned);
}

#[test]
fn a_batch_that_was_too_large_goes_on_as_two() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch(0..5), batch(5..6)]).unwrap();
    fixture.send(&upload, 1, Outcome::NotSent);
    let (first, second) = (batch(0..2), batch(2..5));
    let halves = fixture.journal.split(&upload, 1, 2, [&first.body, &second.body]).unwrap();
    assert_eq!(halves, [3, 4]);
    let batches = fixture.journal.batches(&upload).unwrap();
    let shape: Vec<_> =
        batches.iter().map(|batch| (batch.batch, batch.of, batch.rows, batch.state)).collect();
    assert_eq!(
        shape,
        [
            (1, None, 5, BatchState::Split),
            (2, None, 1, BatchState::Waiting),
            (3, Some(1), 2, BatchState::Waiting),
            (4, Some(1), 3, BatchState::Waiting),
        ]
    );
    assert_eq!(fixture.journal.body(&upload, 4).unwrap(), second.body);
    assert_eq!(fixture.journal.split(&upload, 1, 2, [b"", b""]).unwrap_err().code(), "batch.wrong_state");
    let rows = fixture.journal.rows(&upload).unwrap();
    assert_eq!(rows.iter().map(|row| row.batch).collect::<Vec<_>>(), [3, 3, 4, 4, 4, 2]);
    assert_eq!(fixture.journal.upload(&upload).unwrap().outcomes.sealed(), 6);
    assert!(fixture.seal(vec![batch(3..4)]).is_err(), "the halves hold the claims");
    fixture.send(&upload, 4, Outcome::Accepted);
    assert_eq!(fixture.standing(3), [Standing::Accepted]);
    fixture.seal(vec![batch(3..4)]).unwrap();
}

#[test]
fn changed_bytes_are_never_sent() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch(0..2)]).unwrap();
    fixture.journal.db.execute("UPDATE body SET bytes = x'7b7d'", []).unwrap();
    assert_eq!(fixture.journal.body(&upload, 1).unwrap_err().code(), "journal.corrupt");
}

#[test]
fn a_reader_does_not_wait_for_the_writer() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch(0..2)]).unwrap();
    let reader = Journal::open(fixture.folder.path()).unwrap();
    reader.db.busy_timeout(std::time::Duration::ZERO).unwrap();
    let tx = fixture.journal.write().unwrap();
    tx.execute("UPDATE batch SET state = 'sending'", []).unwrap();
    assert_eq!(reader.batches(&upload).unwrap()[0].state, BatchState::Waiting);
    assert_eq!(reader.uploads().unwrap().len(), 1);
}

#[test]
fn accounts_keep_their_id_and_their_ledger() {
    let mut fixture = Fixture::new();
    let journal = &mut fixture.journal;
    let new = |name: &str| NewAccount {
        name: name.to_owned(),
        kind: AccountKind::Production,
        url: "https://api.example.com".to_owned(),
        colour: 3,
    };
    let zeta = journal.add_account(&new("Zeta")).unwrap();
    let acme = journal.add_account(&new("Acme")).unwrap();
    let names: Vec<_> = journal.accounts().unwrap().into_iter().map(|account| account.name).collect();
    assert_eq!(names, ["Practice", "Acme", "Zeta"]);
    assert_eq!(journal.add_account(&new("aCME ")).unwrap_err().code(), "account.name_taken");
    assert_eq!(journal.account("ACME").unwrap(), Some(acme.clone()));
    assert_eq!(journal.account(&acme.id.0).unwrap(), Some(acme.clone()));
    let mut changed = acme.clone();
    changed.name = "Zeta".to_owned();
    assert_eq!(journal.update_account(&changed).unwrap_err().code(), "account.name_taken");
    changed.name = "ACME".to_owned();
    changed.key_last4 = "9f3e".to_owned();
    journal.update_account(&changed).unwrap();
    assert_eq!(journal.account("acme").unwrap(), Some(changed.clone()));

    let key = journal.ledger_key(&acme.id).unwrap();
    assert_ne!(key, journal.ledger_key(&zeta.id).unwrap());
    journal.remove_account(&acme.id).unwrap();
    assert_eq!(journal.account("acme").unwrap(), None);
    let back = journal.add_account(&new("acme")).unwrap();
    assert_eq!((back.id, back.key_last4), (acme.id.clone(), String::new()));
    assert_eq!(journal.ledger_key(&acme.id).unwrap(), key);

    let practice = journal.account("practice").unwrap().unwrap();
    assert_eq!(practice.id.0, AccountId::PRACTICE);
    assert_eq!(journal.remove_account(&practice.id).unwrap_err().code(), "account.kept");

    let once = journal.one_off_account("http://127.0.0.1:99/a", "127.0.0.1:99").unwrap();
    assert_eq!((once.kind, once.name.as_str()), (AccountKind::OneOff, "127.0.0.1:99"));
    let again = journal.one_off_account("http://127.0.0.1:99", "127.0.0.1:99").unwrap();
    assert_eq!((again.id, again.url.as_str()), (once.id, "http://127.0.0.1:99"));
}

#[test]
fn an_account_with_something_to_send_stays() {
    let mut fixture = Fixture::new();
    let once = fixture.journal.one_off_account("http://127.0.0.1:99", "127.0.0.1:99").unwrap();
    fixture.account = once.id.clone();
    let upload = fixture.seal(vec![batch(0..2)]).unwrap();
    assert_eq!(fixture.journal.remove_account(&once.id).unwrap_err(), JournalError::InUse(upload.clone()));
    fixture.send(&upload, 1, Outcome::Accepted);
    fixture.journal.remove_account(&once.id).unwrap();
    assert_eq!(fixture.standing(0), [Standing::Accepted]);
}

#[test]
fn aliases_belong_to_an_account_and_can_be_taken_back() {
    let mut fixture = Fixture::new();
    let practice = fixture.account.clone();
    let other = fixture.journal.one_off_account("http://127.0.0.1:99", "127.0.0.1:99").unwrap().id;
    fixture.journal.set_alias(&practice, " J.Doe@example.com", Some("agent-1")).unwrap();
    fixture.journal.set_alias(&practice, "j.doe@example.com", Some("agent-2")).unwrap();
    let aliases = fixture.journal.aliases(&practice).unwrap();
    assert_eq!(aliases.get("J.DOE@example.com"), Some("agent-2"));
    assert_eq!(aliases.iter().count(), 1);
    assert_eq!(fixture.journal.aliases(&other).unwrap().iter().count(), 0);
    fixture.journal.set_alias(&practice, "J.DOE@EXAMPLE.COM", None).unwrap();
    assert_eq!(fixture.journal.aliases(&practice).unwrap().iter().count(), 0);
}

#[test]
fn days_count_what_was_accepted_and_what_was_taken_out_again_is_free() {
    let mut fixture = Fixture::new();
    let account = fixture.account.clone();
    let first = fixture.seal(vec![batch(0..3), batch(3..5)]).unwrap();
    fixture.send(&first, 1, Outcome::Accepted);
    fixture.send(&first, 2, Outcome::Refused);
    let second = fixture.seal(vec![batch(5..7)]).unwrap();
    fixture.send(&second, 1, Outcome::Accepted);
    let day = "2026-09-14".parse().unwrap();
    let days = fixture.journal.days(&account).unwrap();
    assert_eq!(days, [DaySent { source: "klaus".to_owned(), day, rows: 5, uploads: 2 }]);
    let rows = fixture.journal.sent_on(&account, "klaus", day, 100).unwrap();
    let sent: Vec<_> = rows.iter().map(|row| row.told.agent_id.as_str()).collect();
    assert_eq!(sent, ["agent-0", "agent-1", "agent-2", "agent-5", "agent-6"]);

    // Asked for: still counted, still known as sent, and not asked for twice.
    let (removal, taken) = fixture.journal.ask_removal(&account, &rows[..2]).unwrap();
    assert_eq!(taken, 2);
    assert!(fixture.journal.ask_removal(&account, &rows[..2]).is_err());
    assert_eq!(fixture.journal.removals(&account).unwrap().len(), 1, "the second left nothing");
    assert_eq!(fixture.standing(0), [Standing::Accepted]);
    // Gone: free again, by a ledger of a new generation.
    let before = fixture.generation();
    fixture.journal.removal_done(removal).unwrap();
    assert!(fixture.generation() > before);
    assert_eq!((fixture.standing(0), fixture.standing(2)), (vec![], vec![Standing::Accepted]));
    assert_eq!(fixture.journal.days(&account).unwrap()[0].rows, 3);
    assert!(fixture.journal.removal_done(removal).is_err(), "once");
    fixture.journal.removal_dropped(removal).unwrap();
    assert_eq!(fixture.standing(0), [], "what is done stays done");
    fixture.seal(vec![batch(0..1)]).unwrap();
}

#[test]
fn a_removal_that_is_dropped_leaves_the_rows_as_they_were() {
    let mut fixture = Fixture::new();
    let account = fixture.account.clone();
    let upload = fixture.seal(vec![batch(0..3)]).unwrap();
    fixture.send(&upload, 1, Outcome::Accepted);
    let rows = fixture.journal.sent_with(&account, &upload, 2).unwrap();
    assert_eq!(rows.len(), 2, "no more than asked");
    let (removal, _) = fixture.journal.ask_removal(&account, &rows).unwrap();
    fixture.journal.removal_dropped(removal).unwrap();
    assert_eq!(fixture.journal.removals(&account).unwrap(), []);
    assert_eq!(fixture.journal.ask_removal(&account, &rows).unwrap().1, 2);
}

#[test]
fn every_attempt_and_decision_is_told() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch(0..2)]).unwrap();
    fixture.send(&upload, 1, Outcome::NotSent);
    fixture.send(&upload, 1, Outcome::Unknown);
    fixture.journal.decide_unknown(&upload, 1, UnknownDecision::Received).unwrap();
    let attempts = fixture.journal.attempts(&upload).unwrap();
    let told: Vec<_> = attempts.iter().map(|one| (one.attempt, one.outcome, one.http)).collect();
    assert_eq!(told, [(1, Some(Outcome::NotSent), Some(202)), (2, Some(Outcome::Unknown), Some(202))]);
    let decisions = fixture.journal.decisions(&upload).unwrap();
    assert_eq!((decisions.len(), decisions[0].decision.as_str()), (1, "received"));
}

/// Whether the files of the data folder hold these bytes.
fn on_disk(fixture: &Fixture, text: &str) -> bool {
    std::fs::read_dir(fixture.folder.path()).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn what_is_old_loses_its_texts_first_and_its_hashes_last() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch([1, 2]), batch([3]), batch([4]), batch([5])]).unwrap();
    fixture.send(&upload, 1, Outcome::Accepted);
    fixture.send(&upload, 2, Outcome::Refused);
    fixture.send(&upload, 3, Outcome::Unknown);
    assert_eq!(fixture.journal.tidy(13, 25).unwrap(), Tidied::default(), "nothing is that old");
    let aged = Utc::now() - chrono::TimeDelta::days(400);
    fixture.journal.db.execute("UPDATE upload SET started = ?1", [aged.timestamp_millis()]).unwrap();

    let before = fixture.journal.upload(&upload).unwrap();
    assert_eq!(fixture.journal.tidy(12, 24).unwrap(), Tidied { texts: 3, ..Tidied::default() });
    let rows = fixture.journal.rows(&upload).unwrap();
    let agents: Vec<_> = rows.iter().map(|row| row.told.agent_id.as_str()).collect();
    assert_eq!(agents, ["", "", "", "agent-4", "agent-5"], "what waits or is unknown stays");
    assert!(fixture.journal.body(&upload, 2).is_err() && fixture.journal.body(&upload, 3).is_ok());
    assert_eq!(fixture.standing(1), [Standing::Accepted]);
    assert!(!on_disk(&fixture, "agent-1") && on_disk(&fixture, "agent-5"), "deleted bytes are overwritten");

    assert_eq!(fixture.journal.tidy(12, 12).unwrap(), Tidied { rows: 3, ..Tidied::default() });
    assert_eq!((fixture.standing(1), fixture.standing(4)), (vec![], vec![Standing::Unknown]));
    assert_eq!(fixture.journal.upload(&upload).unwrap(), before, "what it summed up to stays true");
}

#[test]
fn a_clock_that_jumps_ahead_deletes_nothing() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch([1])]).unwrap();
    assert_eq!(
        fixture.journal.tidy(0, 0).unwrap(),
        Tidied::default(),
        "without an answer nothing has an age"
    );
    fixture.send(&upload, 1, Outcome::Accepted);
    let ahead = (Utc::now() + chrono::TimeDelta::days(4000)).timestamp_millis();
    fixture.journal.db.execute("UPDATE attempt SET began = ?1", [ahead]).unwrap();
    assert_eq!(fixture.journal.tidy(13, 25).unwrap(), Tidied::default());
}

#[test]
fn a_person_is_erased_from_what_was_sent_and_still_recognised() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch([1, 2]), batch([3])]).unwrap();
    fixture.send(&upload, 1, Outcome::Accepted);
    let account = fixture.account.clone();
    fixture.journal.set_alias(&account, "a@example.com", Some("agent-1")).unwrap();
    let found = fixture.journal.traces_of("agent-1").unwrap();
    assert_eq!(found, PersonTraces { rows: 1, open: 0, answers: 0, aliases: 1 });
    assert_eq!(fixture.journal.erase_person("agent-1").unwrap(), found);
    assert_eq!(fixture.journal.traces_of("agent-1").unwrap(), PersonTraces::default());
    assert!(!on_disk(&fixture, "agent-1") && !on_disk(&fixture, "a@example.com"));
    assert_eq!(fixture.standing(1), [Standing::Accepted]);
    let waits = fixture.journal.erase_person("agent-3").unwrap();
    assert_eq!((waits.rows, waits.open), (1, 1));
    assert_eq!(fixture.journal.rows(&upload).unwrap()[2].told.agent_id, "agent-3");
}

#[test]
fn what_the_ledger_forgets_can_be_sent_again_and_is_still_in_the_receipt() {
    let mut fixture = Fixture::new();
    let account = fixture.account.clone();
    assert!(!fixture.journal.has_history(&account).unwrap());
    let upload = fixture.seal(vec![batch([1]), batch([2])]).unwrap();
    fixture.send(&upload, 1, Outcome::Accepted);
    assert_eq!(fixture.journal.forget_upload(&upload).unwrap_err().code(), "account.in_use");
    fixture.send(&upload, 2, Outcome::Accepted);
    let generation = fixture.generation();
    fixture.journal.forget_upload(&upload).unwrap();
    assert!(fixture.standing(1).is_empty() && fixture.generation() > generation);
    assert_eq!(fixture.journal.rows(&upload).unwrap().len(), 2);
    assert!(fixture.journal.has_history(&account).unwrap());
}

#[test]
fn rows_of_another_computers_receipt_count_as_sent() {
    let mut fixture = Fixture::new();
    let account = fixture.account.clone();
    let rows = [row(1), row(2)].map(|row| (row.key, row.told));
    assert_eq!(fixture.journal.count_as_sent(&account, "receipt-ann.csv", &rows).unwrap(), 2);
    assert_eq!(fixture.journal.count_as_sent(&account, "receipt-ann.csv", &rows).unwrap(), 0);
    assert_eq!(fixture.standing(1), [Standing::ReceivedByPerson]);
    let ledger = fixture.journal.ledger(&account).unwrap();
    assert_eq!(ledger.rows[&hash(2)][0].upload, "receipt-ann.csv");
}

#[test]
fn what_was_learned_is_dated_and_replaced() {
    let mut fixture = Fixture::new();
    let account = fixture.account.clone();
    fixture.journal.learn(&account, Topic::Day, "the day in UTC").unwrap();
    fixture.journal.learn(&account, Topic::SecondScore, "it counts beside the first").unwrap();
    fixture.journal.learn(&account, Topic::Day, " the day of the account's zone ").unwrap();
    let known = fixture.journal.learned(&account).unwrap();
    let said: Vec<_> = known.iter().map(|known| (known.topic, known.answer.as_str())).collect();
    let expected =
        [(Topic::SecondScore, "it counts beside the first"), (Topic::Day, "the day of the account's zone")];
    assert_eq!(said, expected);
    fixture.journal.learn(&account, Topic::Day, "").unwrap();
    assert_eq!(fixture.journal.learned(&account).unwrap().len(), 1);
}

#[test]
fn rows_that_the_server_named_wait_with_its_words_and_the_others_are_free() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch([1, 2, 3])]).unwrap();
    let attempt = fixture.begin(&upload, 1).unwrap();
    let end = AttemptEnd {
        outcome: Outcome::Refused,
        http: Some(400),
        ms: 1,
        message: Some("Refused (400).".to_owned()),
        body: String::new(),
        request_id: None,
        server_date: None,
        wait_until: None,
        named: BTreeMap::from([(1, "score is missing".to_owned())]),
    };
    fixture.journal.end_attempt(&upload, 1, attempt, &end).unwrap();
    assert_eq!([1, 2, 3].map(|review| fixture.standing(review)), [vec![], vec![Standing::Refused], vec![]]);
    let ledger = fixture.journal.ledger(&fixture.account).unwrap();
    assert_eq!(ledger.rows[&hash(2)][0].message.as_deref(), Some("score is missing"));
    let said: Vec<_> =
        fixture.journal.rows(&upload).unwrap().into_iter().map(|row| row.message.unwrap()).collect();
    assert_eq!(said, ["Refused (400).", "score is missing", "Refused (400)."]);
    fixture.seal(vec![batch([1, 3])]).unwrap();
}

/// The data folder as a power cut leaves it: of the log only its first `synced` bytes.
fn after_a_power_cut(fixture: &Fixture, synced: usize) -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let log = format!("{}-wal", Journal::FILE_NAME);
    for (name, bytes) in [(Journal::FILE_NAME, usize::MAX), (&log, synced)] {
        let all = std::fs::read(fixture.folder.path().join(name)).unwrap();
        std::fs::write(folder.path().join(name), &all[..bytes.min(all.len())]).unwrap();
    }
    let journal = Journal::open(folder.path()).unwrap();
    Fixture { folder, journal, account: fixture.account.clone() }
}

#[test]
fn a_power_cut_leaves_what_was_synced_and_of_the_next_change_all_or_nothing() {
    let mut fixture = Fixture::new();
    let upload = fixture.seal(vec![batch([1, 2]), batch([3])]).unwrap();
    let log = fixture.folder.path().join(format!("{}-wal", Journal::FILE_NAME));
    let length = || usize::try_from(std::fs::metadata(&log).unwrap().len()).unwrap();
    let sealed = length();
    let attempt = fixture.begin(&upload, 1).unwrap();
    let begun = length();
    fixture.end(&upload, 1, attempt, Outcome::Accepted).unwrap();
    let ended = length();
    assert!(sealed < begun && begun < ended, "each change is appended when the call returns");
    // What was not synced may be on the disk in part.
    for (from, to, states) in [
        (sealed, begun, [BatchState::Waiting, BatchState::Sending]),
        (begun, ended, [BatchState::Sending, BatchState::Accepted]),
    ] {
        for synced in (from..to).step_by(509).chain([to]) {
            let mut cut = after_a_power_cut(&fixture, synced);
            let now = cut.states(&upload)[0];
            let whole = synced == to;
            assert!(now == states[1] || (!whole && now == states[0]), "{synced} of {from} to {to}: {now:?}");
            assert_eq!(cut.journal.rows(&upload).unwrap().len(), 3);
            let unknown = cut.journal.recover().unwrap();
            assert_eq!(unknown, u32::from(now == BatchState::Sending));
        }
    }
}
