//! `update` as lists of messages. Effects on a document are carried out in place; all others are kept
//! and looked at.

mod sequences;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::accounts::Message as AccountMessage;
use super::reading::{How, HowRead, ReadFile};
use super::sending::{Message as SendingMessage, STOP_WINDOW, Stage as SendingStage, Status};
use super::tabs::{Message as TabMessage, Source};
use super::view::{self, Filter};
use super::{
    Dialog, Edit, Effect, Failure, Message, Place, State, TabId, documents, overlap, to_fix, update,
};
use crate::check::{self, Ledger, LedgerKey};
use crate::import::{self, ImportOptions};
use crate::journal::{Account, AccountId, AccountKind, BatchState, Sums, UploadId};
use crate::model::{Field, Outcomes, Progress, RowId, RowState};
use crate::people::Aliases;
use crate::pipeline;
use crate::recipe::{Confirm, Overrides};
use crate::settings::Settings;
use crate::upload::{BatchEvent, End, Event, PauseReason, Summary, Trial};

const FILE: &str = "agent_id,source,score,max_score,scored_at\n\
    a1,klaus,80,100,2026-09-14T10:00:00Z\n\
    a2,klaus,n.a.x,100,2026-09-14T11:00:00Z\n\
    a3,klaus,90,100,2026-09-15T10:00:00Z\n";

/// A window without threads.
struct Bench {
    state: State,
    /// What was asked of the world and not of the document.
    asked: Vec<Effect>,
}

impl Bench {
    /// A window with the file open and judged, under a practice and a production account.
    fn new() -> Self {
        let now = "2026-09-20T12:00:00Z".parse::<DateTime<Utc>>().unwrap();
        let mut bench = Self { state: State::new(Settings::default(), now), asked: Vec::new() };
        bench.tell(Message::Accounts(AccountMessage::Listed(Ok(vec![practice(), production()]))));
        bench.around(AccountId::PRACTICE);
        bench.tell(Message::OpenPasted(FILE.to_owned()));
        bench
    }

    fn around(&mut self, account: &str) {
        let known = (Aliases::default(), Ledger::empty(LedgerKey([1; 32])), Vec::new());
        self.tell(Message::Accounts(AccountMessage::Around(AccountId(account.to_owned()), Ok(known))));
    }

    fn tell(&mut self, message: Message) {
        for effect in update(&mut self.state, message) {
            match carry_out(effect) {
                Ok(answer) => self.tell(answer),
                Err(effect) => self.asked.push(*effect),
            }
        }
    }

    fn tab(&mut self, message: TabMessage) {
        self.tell(Message::Tab(TabId(0), message));
    }

    fn edit(&mut self, row: u32, field: Field, text: &str) {
        self.tab(TabMessage::Edit(Edit::Cells(vec![(field, RowId(row), Some(text.to_owned()))])));
    }

    fn later(&mut self, delta: TimeDelta) {
        self.state.now += delta;
        self.tell(Message::Tick);
    }

    fn ready(&self) -> u32 {
        let (_, open) = self.state.tabs.active_open().unwrap();
        open.report.as_ref().unwrap().counts().of(RowState::Ready)
    }

    fn seals(&self) -> usize {
        self.asked.iter().filter(|effect| matches!(effect, Effect::SealAndSend { .. })).count()
    }
}

fn practice() -> Account {
    Account {
        id: AccountId(AccountId::PRACTICE.to_owned()),
        name: "Practice".to_owned(),
        kind: AccountKind::Practice,
        url: String::new(),
        colour: 0,
        key_last4: String::new(),
        idempotency_key: true,
    }
}

fn production() -> Account {
    let id = AccountId("acme".to_owned());
    let url = "https://api.example.com".to_owned();
    Account { id, name: "Acme".to_owned(), kind: AccountKind::Production, url, ..practice() }
}

/// Does the work of a document's effect at once.
fn carry_out(effect: Effect) -> Result<Message, Box<Effect>> {
    let progress = Progress::default();
    Ok(match effect {
        Effect::Read { tab, source: Source::Pasted(text), .. } => {
            let sheet =
                import::read("pasted rows", text.as_bytes().to_vec(), &ImportOptions::default(), &progress);
            let (document, _) =
                pipeline::document(Arc::new(sheet.unwrap()), &Overrides::default(), None, &progress).unwrap();
            let (wished, how) = (How::AsRemembered, HowRead::default());
            let file = ReadFile { document, confirm: Confirm::No, wished, how };
            Message::Tab(tab, TabMessage::Read(Ok(Box::new(file))))
        }
        Effect::Judge { tab, revision, document, around, now, .. } => {
            let (readings, checked) = documents::judge(document, &around, now, &progress).unwrap();
            Message::Tab(tab, TabMessage::Judged(revision, readings, Box::new(checked)))
        }
        Effect::Decide { tab, revision, document, around, report, now, .. } => {
            let decisions = check::decisions(&document.input(&around, now), &report, &progress).unwrap();
            Message::Tab(tab, TabMessage::Decided(revision, decisions))
        }
        Effect::Arrange { tab, generation, document, around, report, decisions, wish, now, .. } => {
            let input = document.input(&around, now);
            let rows = view::arrange(&input, &report, &decisions, &wish, &progress).unwrap();
            Message::Tab(tab, TabMessage::Arranged(generation, rows))
        }
        Effect::OnCells { snapshot, job, ticket } => {
            Message::Tab(snapshot.tab, snapshot.run(job, &ticket).unwrap())
        }
        Effect::Compare { files, ticket } => Message::Compared(overlap::compare(&files, &ticket).unwrap()),
        Effect::Count { tab, revision, document, around, report, now, .. } => {
            let figures =
                crate::pipeline::outlook(&document.input(&around, now), &report, &progress).unwrap();
            Message::Sending(SendingMessage::Counted(tab, revision, figures))
        }
        other => return Err(Box::new(other)),
    })
}

#[test]
fn an_edit_is_judged_named_and_taken_back() {
    let mut bench = Bench::new();
    assert_eq!((bench.state.place, bench.ready()), (Place::Check, 2));
    bench.edit(1, Field::Score, "70");
    assert_eq!(bench.ready(), 3);
    let (_, open) = bench.state.tabs.active_open().unwrap();
    assert_eq!(open.history.undo_label(), Some("Score of row 2 → 70"));
    bench.tab(TabMessage::Undo);
    assert_eq!(bench.ready(), 2);
    bench.tab(TabMessage::Redo);
    assert_eq!(bench.ready(), 3);
    // What is there already is no edit.
    bench.edit(1, Field::Score, "70");
    bench.tab(TabMessage::Undo);
    assert_eq!(bench.ready(), 2);
}

#[test]
fn rows_left_out_are_counted_so_and_come_back() {
    let mut bench = Bench::new();
    bench.tab(TabMessage::Edit(Edit::LeaveOut(vec![RowId(0), RowId(1)], true)));
    assert_eq!(bench.ready(), 1);
    let (_, open) = bench.state.tabs.active_open().unwrap();
    assert_eq!(open.history.undo_label(), Some("2 rows left out"));
    assert_eq!(open.report.as_ref().unwrap().counts().of(RowState::Skipped), 2);
    bench.tab(TabMessage::Undo);
    assert_eq!(bench.ready(), 2);
}

#[test]
fn a_late_result_is_dropped() {
    let mut bench = Bench::new();
    let (tab, open) = bench.state.tabs.active_open().unwrap();
    let (document, old) = (open.document.clone(), open.revision);
    bench.edit(1, Field::Score, "70");
    let around = bench.state.accounts.around.clone();
    let late = pipeline::check(&document, &around, bench.state.now, &Progress::default()).unwrap();
    bench.tell(Message::Tab(tab, TabMessage::Judged(old, None, Box::new(late))));
    assert_eq!(bench.ready(), 3);
}

#[test]
fn an_edit_moves_no_row_until_it_is_asked_for() {
    let mut bench = Bench::new();
    bench.tab(TabMessage::Filter(Filter::State(RowState::NeedsFix)));
    let shown = |bench: &Bench| bench.state.tabs.active_open().unwrap().1.view.num_rows(3);
    assert_eq!(shown(&bench), 1);
    bench.edit(1, Field::Score, "70");
    assert_eq!(shown(&bench), 1);
    bench.tab(TabMessage::Refresh);
    assert_eq!(shown(&bench), 0);
    bench.tab(TabMessage::Filter(Filter::All));
    bench.tab(TabMessage::Sort { field: Field::Score, beside: false });
    bench.tab(TabMessage::Sort { field: Field::Score, beside: false });
    let first = bench.state.tabs.active_open().unwrap().1.view.row(0);
    assert_eq!(first, Some(RowId(2)), "90 is the largest score");
}

#[test]
fn practice_is_sealed_at_once_and_production_after_the_stop_window() {
    let mut bench = Bench::new();
    bench.tell(Message::Sending(SendingMessage::Ask));
    let figures = bench.state.sending.asking().unwrap().figures.clone().unwrap();
    assert_eq!((figures.rows, figures.agents, figures.hand_edits), (2, 2, 0));
    assert_eq!(figures.mean, "85".parse().ok());
    bench.tell(Message::Sending(SendingMessage::Confirm(None)));
    assert_eq!(bench.seals(), 1);

    let mut bench = Bench::new();
    bench.tell(Message::Accounts(AccountMessage::Use(AccountId("acme".to_owned()))));
    bench.around("acme");
    bench.tell(Message::Sending(SendingMessage::Ask));
    bench.tell(Message::Sending(SendingMessage::Confirm(None)));
    bench.later(STOP_WINDOW - TimeDelta::milliseconds(1));
    assert_eq!(bench.seals(), 0);
    assert!(matches!(bench.state.sending.ask, SendingStage::Counting(..)));
    bench.later(TimeDelta::milliseconds(1));
    assert_eq!(bench.seals(), 1);
}

#[test]
fn the_stop_window_can_be_used_and_a_change_within_it_asks_again() {
    let mut bench = Bench::new();
    bench.tell(Message::Accounts(AccountMessage::Use(AccountId("acme".to_owned()))));
    bench.around("acme");
    bench.tell(Message::Sending(SendingMessage::Ask));
    bench.tell(Message::Sending(SendingMessage::Confirm(None)));
    bench.edit(1, Field::Score, "70");
    bench.later(STOP_WINDOW);
    assert_eq!(bench.seals(), 0);
    bench.tell(Message::Tick);
    assert_eq!(bench.state.sending.asking().unwrap().figures.as_ref().unwrap().rows, 3);
    bench.tell(Message::Sending(SendingMessage::Confirm(Some(Trial::First(1)))));
    bench.tell(Message::Sending(SendingMessage::Cancel));
    bench.later(STOP_WINDOW);
    assert_eq!(bench.seals(), 0);
    assert_eq!(bench.state.place, Place::Check);
}

#[test]
fn a_worker_is_followed_to_its_end_and_holds_account_and_window() {
    let mut bench = Bench::new();
    let upload = UploadId("20260920-120000-test".to_owned());
    bench.tell(Message::Sending(SendingMessage::Started(Ok((upload.clone(), practice())))));
    let event = |state, attempt| {
        Event::Batch(BatchEvent {
            batch: 1,
            of: None,
            into: None,
            rows: 2,
            state,
            retrying: false,
            attempt,
            http: None,
            ms: None,
            message: None,
        })
    };
    let says = |bench: &mut Bench, event| {
        bench.tell(Message::Sending(SendingMessage::Event(upload.clone(), event)));
    };
    says(&mut bench, event(BatchState::Sending, 1));
    assert_eq!(bench.state.uploads.batches(&upload)[0].state, BatchState::Sending);

    bench.tell(Message::CloseAsked);
    assert_eq!(bench.state.dialog, Some(Dialog::Close));
    bench.tell(Message::Accounts(AccountMessage::Use(AccountId("acme".to_owned()))));
    assert_eq!(bench.state.accounts.current.0, AccountId::PRACTICE);

    says(&mut bench, Event::Paused(PauseReason::Unknown));
    let status = |bench: &Bench| bench.state.sending.live.as_ref().unwrap().status.clone();
    assert_eq!(status(&bench), Status::Paused(PauseReason::Unknown));
    bench.tell(Message::Sending(SendingMessage::GoOn(None)));
    assert_eq!(status(&bench), Status::Sending);
    says(&mut bench, event(BatchState::Accepted, 1));
    assert_eq!(bench.state.uploads.batches(&upload)[0].state, BatchState::Accepted);
    let (rows, outcomes) = (Sums::default(), Outcomes::default());
    let summary = Summary { upload: upload.clone(), rows, outcomes, end: End::Finished };
    says(&mut bench, Event::Ended(summary));
    assert!(bench.state.sending.live.is_none());
    assert!(bench.asked.iter().any(|effect| matches!(effect, Effect::LoadAround(_))));
}

#[test]
fn a_file_that_cannot_be_used_stays_a_tab_that_says_why() {
    let mut bench = Bench::new();
    bench.tell(Message::OpenPaths(vec!["none.csv".into()]));
    let tab = bench.state.tabs.active().unwrap().id;
    bench.tell(Message::Tab(tab, TabMessage::Read(Err(Failure::new("There is no such file.", "Look.")))));
    assert!(bench.state.tabs.active_open().is_none());
    assert!(super::sending::why_not(&bench.state).is_some());
    bench.tell(Message::Tab(tab, TabMessage::Close));
    assert_eq!(bench.state.tabs.active().unwrap().id, TabId(0));
}

/// A window with 3,000 ungraded rows in a second tab.
fn with_many_rows() -> (Bench, TabId) {
    let rows = (0..3_000).map(|row| format!("a{row},klaus,n/a,100,2026-09-14T10:00:00Z"));
    let lines: Vec<_> = FILE.lines().take(1).map(str::to_owned).chain(rows).collect();
    let mut bench = Bench::new();
    bench.tell(Message::OpenPasted(lines.join("\n")));
    (bench, TabId(1))
}

fn fill_all_scores(text: &str) -> TabMessage {
    use super::area::{Area, Block};
    let scores = Area(vec![Block { rows: 0..3_000, fields: vec![Field::Score] }]);
    TabMessage::Edit(Edit::Bulk(super::Bulk::Fill(scores, text.to_owned())))
}

#[test]
fn nothing_steps_through_the_history_while_many_cells_are_changed() {
    let (mut bench, tab) = with_many_rows();
    bench.tell(Message::Tab(tab, fill_all_scores("70")));
    // The thread has this one, and is slow.
    let mut under_way = update(&mut bench.state, Message::Tab(tab, fill_all_scores("80")));
    bench.tell(Message::Tab(tab, TabMessage::StepTo(0)));
    bench.tell(Message::Tab(tab, TabMessage::Undo));
    let is_on_cells = |effect: &Effect| matches!(effect, Effect::OnCells { .. });
    let at = under_way.iter().position(is_on_cells).unwrap();
    let Ok(answer) = carry_out(under_way.remove(at)) else { unreachable!("it is an effect on a document") };
    bench.tell(answer);
    let (_, open) = bench.state.tabs.active_open().unwrap();
    let labels: Vec<_> = open.history.labels().collect();
    assert_eq!((labels, open.history.num_done()), (vec!["3,000 cells → 70", "3,000 cells → 80"], 2));
    assert_eq!(bench.ready(), 3_000);
    bench.tell(Message::Tab(tab, TabMessage::StepTo(0)));
    assert_eq!(bench.ready(), 0);
}

#[test]
fn a_large_step_is_taken_back_also_before_the_rows_are_judged() {
    let (mut bench, tab) = with_many_rows();
    bench.tell(Message::Tab(tab, fill_all_scores("70")));
    // As after a restart, until the check is through.
    bench.state.tabs.open_mut(tab).unwrap().report = None;
    bench.tell(Message::Tab(tab, TabMessage::Undo));
    let (_, open) = bench.state.tabs.active_open().unwrap();
    assert_eq!((open.history.num_done(), open.history.redo_label()), (0, Some("3,000 cells → 70")));
}

#[test]
fn cells_are_copied_with_headings_and_a_change_of_many_is_one_step() {
    use super::area::{Area, Block, Column};
    use super::clipboard::Copied;
    use super::search::{How, Search, Within};
    let (mut bench, tab) = with_many_rows();
    let copied = Copied {
        blocks: vec![(0..2, vec![Column::Field(Field::AgentId), Column::Field(Field::Score)])],
        headings: true,
    };
    bench.tell(Message::Tab(tab, TabMessage::Copy(copied)));
    let Some(Effect::Copy(text)) = bench.asked.last() else { panic!("nothing was copied") };
    assert_eq!(text, "Agent\tScore\na0\tn/a\na1\tn/a\n");

    let within = Within::Field(Field::Score);
    let search = Search { text: "N/A".to_owned(), how: How::Whole, case: false, within };
    bench
        .tell(Message::Tab(tab, TabMessage::Edit(Edit::Bulk(super::Bulk::Replace(search, "70".to_owned())))));
    assert_eq!(bench.ready(), 3_000);
    let label = |bench: &Bench| {
        let (_, open) = bench.state.tabs.active_open().unwrap();
        open.history.undo_label().map(str::to_owned)
    };
    assert_eq!(label(&bench).as_deref(), Some("“N/A” → “70”, 3,000 cells"));
    bench.tell(Message::Tab(tab, TabMessage::Undo));
    assert_eq!((bench.ready(), label(&bench)), (0, None));
    bench.tell(Message::Tab(tab, TabMessage::Redo));
    assert_eq!(bench.ready(), 3_000);
    let scores = Area(vec![Block { rows: 0..3_000, fields: vec![Field::Score] }]);
    bench.tell(Message::Tab(tab, TabMessage::Tally(scores)));
    let (_, open) = bench.state.tabs.active_open().unwrap();
    let sums = open.tally().unwrap().sums().unwrap();
    assert_eq!((sums.cells, sums.numbers, sums.average()), (3_000, 3_000, Some(70.0)));
}

#[test]
fn reviews_that_are_ready_in_two_files_are_seen_in_both() {
    let mut bench = Bench::new();
    let lines: Vec<_> = FILE.lines().collect();
    let again = format!("{}\n{}\na9,klaus,50,100,2026-09-16T10:00:00Z\n", lines[0], lines[1]);
    bench.tell(Message::OpenPasted(again));
    let overlaps = |bench: &Bench, tab| {
        let open = bench.state.tabs.get(TabId(tab)).unwrap().open().unwrap();
        open.overlaps.iter().map(|overlap| overlap.rows.to_vec()).collect::<Vec<_>>()
    };
    assert_eq!((overlaps(&bench, 0), overlaps(&bench, 1)), (vec![vec![RowId(0)]], vec![vec![RowId(0)]]));
    bench.tell(Message::Tab(TabId(1), TabMessage::Close));
    assert_eq!(overlaps(&bench, 0), Vec::<Vec<RowId>>::new());
}

#[test]
fn a_row_to_fix_that_is_far_among_sorted_rows_is_found_on_a_thread() {
    let mut bench = Bench::new();
    let rows = 2 * to_fix::NEAR;
    let row = |row: u32| {
        let score = if row == 3 { "n.a.x".to_owned() } else { (row % 100).to_string() };
        let (hour, minute, second) = (row / 3600, row / 60 % 60, row % 60);
        format!("a1,klaus,{score},100,2026-09-14T{hour:02}:{minute:02}:{second:02}Z\n")
    };
    let text: String = (0..rows).map(row).collect();
    bench.tell(Message::OpenPasted(format!("agent_id,source,score,max_score,scored_at\n{text}")));
    let tab = TabId(1);
    let near = |bench: &Bench, place| {
        let (_, open) = bench.state.tabs.active_open().unwrap();
        to_fix::near(&open.view, open.report.as_ref().unwrap(), to_fix::From { place, back: false })
    };
    assert_eq!(near(&bench, rows - 1), Ok(Some(3)), "in the order of the file the report knows it");
    bench.tell(Message::Tab(tab, TabMessage::Sort { field: Field::Score, beside: false }));
    let last = rows - 1;
    assert_eq!((near(&bench, 0), near(&bench, last - 1)), (Err(to_fix::Far), Ok(Some(last))));
    bench.tell(Message::Tab(tab, TabMessage::ToFix(to_fix::From { place: 0, back: false })));
    let open = bench.state.tabs.active_open().unwrap().1;
    assert_eq!((open.to_fix.times, open.to_fix.place), (1, Some(last)));
}
