//! The fields of a score: the nine of the API description and two that are never sent.

use unicode_normalization::UnicodeNormalization as _;

/// How many fields there are, for arrays indexed by [`Field::index`].
pub const NUM_FIELDS: usize = 11;

/// One field of a score.
///
/// The first nine are the properties of `QaScoreInput` in the API description, in its order. The
/// last two are read from the file to tell reviews and agents apart and never leave the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Who was scored: the person's `agent_id` at Assembled, never their `id`.
    AgentId,
    /// The helpdesk's id of the conversation, as text.
    Conversation,
    /// Which tool the score comes from, e.g. `klaus`.
    Source,
    /// The score as the file has it, before it is normalised to 0–100.
    Score,
    /// The most points that could be had.
    MaxScore,
    /// The rubric or scorecard.
    Rubric,
    /// The reviewer's comment.
    Notes,
    /// Who scored.
    Reviewer,
    /// When it was scored.
    ScoredAt,
    /// The tool's own id of the evaluation. Tells two reviews of one conversation apart; never sent.
    Review,
    /// The platform that an agent's id belongs to, e.g. `zendesk`. Helps matching; never sent.
    Platform,
}

/// What the program knows of a field; see [`FIELDS`].
#[derive(Debug)]
pub struct FieldInfo {
    /// The field that this entry describes.
    pub field: Field,
    /// Its name in the API, on the command line and in recipes.
    pub key: &'static str,
    /// Its name on the screen.
    pub label: &'static str,
    /// Headings that mean this field in a file nobody knows, folded by [`fold_heading`].
    pub aliases: &'static [&'static str],
    /// One sentence for the mapping screen.
    pub help: &'static str,
    /// Whether a row cannot be sent without it.
    pub required: bool,
    /// Whether it is part of what is sent.
    pub sent: bool,
}

/// Every field once, in the order of [`Field::index`], which is also the order of the grid.
pub static FIELDS: [FieldInfo; NUM_FIELDS] = [
    FieldInfo {
        field: Field::AgentId,
        key: "agent_id",
        label: "Agent",
        aliases: &[
            "agent id",
            "agent email",
            "agent e mail",
            "agent",
            "agent name",
            "reviewee email",
            "reviewee",
            "employee email",
            "employee id",
            "employee",
            "advisor",
            "advisor email",
            "team member",
            "rep",
            "representative",
            "associate",
            "specialist",
            "csr",
            "agent username",
            "agent email address",
            "email",
            "e mail",
            "email address",
            "user email",
            "mitarbeiter e mail",
            "mitarbeiter",
            "bearbeiter",
            "correo del agente",
            "e mail de l agent",
            "agente",
            "medewerker",
        ],
        help: "Who was scored: an e-mail address or an id that your people list knows.",
        required: true,
        sent: true,
    },
    FieldInfo {
        field: Field::Conversation,
        key: "conversation_external_id",
        label: "Conversation",
        aliases: &[
            "conversation external id",
            "conversation id",
            "conversation",
            "ticket id",
            "ticket",
            "ticket number",
            "case id",
            "case number",
            "interaction id",
            "contact id",
            "call id",
            "chat id",
            "contact reference",
            "external id",
            "externalid",
            "gradable id",
            "ticket nr",
            "ticketnummer",
            "vorgangsnummer",
            "id du ticket",
            "id del ticket",
        ],
        help: "The helpdesk's id of the conversation.",
        required: false,
        sent: true,
    },
    FieldInfo {
        field: Field::Source,
        key: "source",
        label: "Source",
        aliases: &["source", "qa source", "qm tool", "quelle", "fuente", "bron"],
        help: "The tool that the scores come from, such as klaus or maestroqa.",
        required: true,
        sent: true,
    },
    FieldInfo {
        field: Field::Score,
        key: "score",
        label: "Score",
        aliases: &[
            "score",
            "quality score",
            "qa score",
            "rubric score",
            "percent score",
            "total score",
            "overall score",
            "final score",
            "evaluation score",
            "score percent",
            "score percentage",
            "result",
            "points earned",
            "points",
            "punktzahl",
            "punkte",
            "bewertung",
            "ergebnis",
            "puntuación",
            "pontuação",
            "punteggio",
        ],
        help: "The score as the tool gave it; it is sent as a number from 0 to 100.",
        required: true,
        sent: true,
    },
    FieldInfo {
        field: Field::MaxScore,
        key: "max_score",
        label: "Max score",
        aliases: &[
            "max score",
            "maximum score",
            "max rubric score",
            "max points",
            "points possible",
            "possible points",
            "points available",
            "total possible",
            "out of",
            "maximum",
            "maximalpunktzahl",
            "max punkte",
            "puntuación máxima",
        ],
        help: "The most points that could be had, where scores are points.",
        required: false,
        sent: true,
    },
    FieldInfo {
        field: Field::Rubric,
        key: "rubric",
        label: "Rubric",
        aliases: &[
            "rubric",
            "rubric name",
            "scorecard",
            "scorecard name",
            "form",
            "template",
            "template name",
            "evaluation form",
            "bewertungsbogen",
            "grille",
            "plantilla",
        ],
        help: "The scorecard that was used.",
        required: false,
        sent: true,
    },
    FieldInfo {
        field: Field::Notes,
        key: "notes",
        label: "Notes",
        aliases: &[
            "notes",
            "note",
            "comment",
            "comments",
            "feedback",
            "overall feedback",
            "overall comment",
            "notiz",
            "kommentar",
            "bemerkung",
            "commentaire",
            "comentario",
        ],
        help: "What the reviewer wrote. The agent may be shown this.",
        required: false,
        sent: true,
    },
    FieldInfo {
        field: Field::Reviewer,
        key: "reviewer",
        label: "Reviewer",
        aliases: &[
            "reviewer",
            "reviewer email",
            "reviewer name",
            "grader",
            "evaluator",
            "evaluator email",
            "evaluator name",
            "scored by",
            "graded by",
            "reviewed by",
            "evaluated by",
            "assessor",
            "qa analyst",
            "prüfer",
            "bewerter",
            "bewertet von",
            "évaluateur",
            "evaluador",
        ],
        help: "Who gave the score.",
        required: false,
        sent: true,
    },
    FieldInfo {
        field: Field::ScoredAt,
        key: "scored_at",
        label: "Scored at",
        aliases: &[
            "scored at",
            "date graded",
            "graded at",
            "published at",
            "reviewed at",
            "evaluation date",
            "review date",
            "score date",
            "scored on",
            "date scored",
            "evaluated at",
            "evaluated on",
            "evaluated",
            "date evaluated",
            "reviewed on",
            "reviewed",
            "date reviewed",
            "date of review",
            "date of evaluation",
            "review created at",
            "graded on",
            "graded",
            "scored",
            "qa date",
            "qa completed",
            "audit date",
            "audited at",
            "audited on",
            "date audited",
            "assessment date",
            "assessed at",
            "assessed on",
            "monitor date",
            "monitoring date",
            "evaluation time",
            "review time",
            "scored time",
            "completed at",
            "submitted at",
            "created at",
            "date",
            "datum",
            "bewertet am",
            "bewertungsdatum",
            "fecha",
            "data",
            "date d évaluation",
            "timestamp",
            // Where a file has no day of the score: the panel says which day counts, and asks once.
            "conversation date",
            "interaction date",
            "contact date",
            "call date",
            "date of call",
            "chat date",
            "ticket date",
            "ticket created",
            "ticket created at",
            "conversation created at",
        ],
        help: "When the score was given. It decides the day that the score counts for.",
        required: true,
        sent: true,
    },
    FieldInfo {
        field: Field::Review,
        key: "review",
        label: "Review id",
        aliases: &["review id", "evaluation id", "evaluation meta id", "review"],
        help: "The tool's own id of the evaluation. Not sent; it tells reviews apart.",
        required: false,
        sent: false,
    },
    FieldInfo {
        field: Field::Platform,
        key: "platform",
        label: "Platform",
        aliases: &["platform", "helpdesk", "channel platform"],
        help: "The platform that agent ids belong to. Not sent; it helps to find the agent.",
        required: false,
        sent: false,
    },
];

impl Field {
    /// Every field, in the order of [`FIELDS`].
    pub const ALL: [Self; NUM_FIELDS] = [
        Self::AgentId,
        Self::Conversation,
        Self::Source,
        Self::Score,
        Self::MaxScore,
        Self::Rubric,
        Self::Notes,
        Self::Reviewer,
        Self::ScoredAt,
        Self::Review,
        Self::Platform,
    ];

    /// Its place in [`FIELDS`] and in arrays of [`NUM_FIELDS`] entries.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its entry in [`FIELDS`].
    #[must_use]
    pub fn info(self) -> &'static FieldInfo {
        &FIELDS[self.index()]
    }

    /// Its name in the API and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.info().key
    }

    /// Its name on the screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.info().label
    }

    /// The field of that [`key`](Self::key), if there is one.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        FIELDS.iter().find(|info| info.key == key).map(|info| info.field)
    }
}

/// Folds a heading for comparison: NFKC, lower case, and every run of spaces, dots, dashes and
/// underscores as one space, so that `Agent_ID`, `agent.id` and `AGENT ID` are one heading.
#[must_use]
pub fn fold_heading(heading: &str) -> String {
    let mut folded = String::with_capacity(heading.len());
    for c in heading.nfkc().flat_map(char::to_lowercase) {
        let c = if c.is_alphanumeric() { c } else { ' ' };
        if c != ' ' || !(folded.is_empty() || folded.ends_with(' ')) {
            folded.push(c);
        }
    }
    while folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum_and_its_names_are_unique() {
        for (index, info) in FIELDS.iter().enumerate() {
            assert_eq!(info.field.index(), index, "{}", info.key);
            assert_eq!(Field::ALL[index], info.field);
            assert_eq!(Field::from_key(info.key), Some(info.field));
            for alias in info.aliases {
                assert_eq!(&fold_heading(alias), alias, "aliases are written folded");
                let owners = FIELDS.iter().filter(|other| other.aliases.contains(alias)).count();
                assert_eq!(owners, 1, "{alias} means two fields");
            }
        }
    }

    #[test]
    fn headings_fold() {
        for (heading, folded) in [
            ("Agent_ID", "agent id"),
            ("  agent.id ", "agent id"),
            ("reviewee.email", "reviewee email"),
            ("\u{feff}Score", "score"),
            ("Ｓｃｏｒｅ (%)", "score"),
            ("", ""),
        ] {
            assert_eq!(fold_heading(heading), folded);
        }
    }
}
