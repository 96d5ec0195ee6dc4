//! `check --export`: the rows of a state as the file has them, and read again.

use super::program::{Home, json_lines};

#[test]
fn rows_of_a_state_are_written_with_a_reason_and_read_again_with_the_same_text() {
    let home = Home::new();
    let csv = "agent_id,conversation_external_id,source,score,max_score,scored_at,notes\n\
               agt_1,=1+1,test,n.a.x,100,2026-09-14T10:22:31Z,\"'=HYPERLINK(\"\"x\"\"), said\nso\"\n\
               agt_1,+49123,test,90,100,2026-09-14T10:22:31Z,fine\n\
               @sum,-7,test,,100,2026-09-14T10:22:31Z,'quoted'\n\
               agt_1,8,test,90\n";
    home.write("scores.csv", csv);
    home.write("roster.csv", "agent_id,email,name,imported_id,deleted\nagt_1,a@example.com,A,E1,false\n");
    let check = ["check", "scores.csv", "--roster", "roster.csv", "--agent-kind", "assembled", "--json"];
    let exports =
        ["--export", "needs_fix=fix.csv", "--export", "ready=ready.csv", "--export", "skipped=left.csv"];
    let checked = home.run(check.iter().chain(&exports)).json();
    assert_eq!(checked["rows"]["read"], 4, "{checked}");
    let read = |file: &str| json_lines(&home.run(["read", file, "-o", "-"]).stdout);
    let original = read("scores.csv");
    let mut seen = 0;
    for (file, state) in [("fix.csv", "to fix: "), ("ready.csv", "not sent yet"), ("left.csv", "left out: ")]
    {
        let text = std::fs::read_to_string(home.path(file)).unwrap();
        let formula = |cell: &str| cell.trim_start_matches('"').starts_with(['=', '+', '-', '@']);
        assert!(!text.lines().any(|line| line.split(',').any(formula)), "{text}");
        let lines = read(file);
        let columns = lines[0]["columns"].as_array().unwrap();
        assert_eq!(columns[0], "Scorebridge: why");
        for line in lines.iter().filter(|line| line["row"].is_u64()) {
            let cells = line["cells"].as_array().unwrap();
            assert!(cells[0].as_str().unwrap().starts_with(state), "{line}");
            let same =
                |one: &&serde_json::Value| one["cells"].as_array().is_some_and(|of| of[..] == cells[1..]);
            assert!(original.iter().any(|one| same(&one)), "{line}");
            seen += 1;
        }
    }
    assert_eq!(seen, checked["rows"]["read"].as_u64().unwrap());
    // What was handed to somebody and comes back is understood as the file was.
    let again = home
        .run(["check", "fix.csv", "--roster", "roster.csv", "--agent-kind", "assembled", "--json"])
        .json();
    assert_eq!(again["mapping"], checked["mapping"], "{again}");
    assert_eq!(again["rows"]["needs_fix"], checked["rows"]["needs_fix"]);
    assert_eq!(home.run(["check", "scores.csv", "--export", "sent=x.csv"]).code, 2);
}
