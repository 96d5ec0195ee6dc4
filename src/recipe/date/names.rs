//! Names of months and weekdays, and the words between a day and its time, in the languages of exports.
//!
//! Invariant: no word means two months, whatever the language.

/// Words between a day and its time, folded, each with what must stand behind it.
pub(super) const LINKS: &[&str] = &[
    "t",
    "at ",
    "- ",
    "um ",
    "à ",
    "às ",
    "as ",
    "a las ",
    "alle ",
    "alle ore ",
    "om ",
    "kl. ",
    "kl ",
    "в ",
    "o ",
];

/// The names of the weekdays: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish,
/// Polish, Russian. Only read over: the numbers say which day it is.
const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
    "segunda",
    "terça",
    "quarta",
    "quinta",
    "sexta",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "måndag",
    "tisdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lördag",
    "söndag",
    "mandag",
    "tirsdag",
    "lørdag",
    "søndag",
    "poniedziałek",
    "wtorek",
    "środa",
    "czwartek",
    "piątek",
    "sobota",
    "niedziela",
    "понедельник",
    "вторник",
    "среда",
    "четверг",
    "пятница",
    "суббота",
    "воскресенье",
];

/// Abbreviations that are no beginning of their word.
const SHORT_WEEKDAYS: &[&str] =
    &["pn", "wt", "śr", "czw", "pt", "sb", "nd", "ndz", "пн", "вт", "ср", "чт", "пт", "сб", "вс"];

/// Whether a word is a weekday, in full or cut short.
pub(super) fn is_weekday(word: &str) -> bool {
    let letters = word.chars().count();
    SHORT_WEEKDAYS.contains(&word) || letters >= 2 && WEEKDAYS.iter().any(|day| day.starts_with(word))
}

/// The month of a name, short or long: the languages of the weekdays, Norwegian and Turkish.
pub(super) fn month(word: &str) -> Option<u32> {
    let place = MONTHS.iter().position(|names| names.contains(&word))?;
    u32::try_from(place + 1).ok()
}

/// The month of a name that is one in Polish and another in Croatian, whose days always have a point behind them:
/// `14 lis 2026` is Polish and in November, `14. lis 2026.` is Croatian and in October.
pub(super) fn month_in_polish(word: &str) -> Option<u32> {
    match word {
        "lip" => Some(7),
        "lis" | "listopad" | "listopada" => Some(11),
        _ => None,
    }
}

/// Whether a word is a month in some language.
pub(in crate::recipe) fn is_month(word: &str) -> bool {
    month(word).is_some() || month_in_polish(word).is_some()
}

const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "jan",
        "januar",
        "jänner",
        "jän",
        "janvier",
        "janv",
        "enero",
        "ene",
        "gennaio",
        "gen",
        "janeiro",
        "januari",
        "stycznia",
        "styczeń",
        "sty",
        "января",
        "январь",
        "янв",
        "ocak",
        "oca",
    ],
    &[
        "february",
        "feb",
        "februar",
        "février",
        "févr",
        "fév",
        "febrero",
        "febbraio",
        "fevereiro",
        "fev",
        "februari",
        "lutego",
        "luty",
        "lut",
        "февраля",
        "февраль",
        "фев",
        "февр",
        "şubat",
        "şub",
    ],
    &[
        "march",
        "mar",
        "märz",
        "mär",
        "mars",
        "marzo",
        "março",
        "maart",
        "mrt",
        "marca",
        "marzec",
        "marts",
        "марта",
        "март",
        "мар",
        "mart",
    ],
    &[
        "april",
        "apr",
        "avril",
        "avr",
        "abril",
        "abr",
        "aprile",
        "kwietnia",
        "kwiecień",
        "kwi",
        "апреля",
        "апрель",
        "апр",
        "nisan",
        "nis",
    ],
    &["may", "mai", "mayo", "maggio", "mag", "maio", "mei", "maj", "maja", "мая", "май", "mayıs", "mayis"],
    &[
        "june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "czerwca", "czerwiec", "cze",
        "июня", "июнь", "июн", "haziran", "haz",
    ],
    &[
        "july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "lipca", "lipiec",
        "июля", "июль", "июл", "temmuz", "tem",
    ],
    &[
        "august",
        "aug",
        "août",
        "agosto",
        "ago",
        "augustus",
        "augusti",
        "sierpnia",
        "sierpień",
        "sie",
        "августа",
        "август",
        "авг",
        "ağustos",
        "ağu",
    ],
    &[
        "september",
        "sep",
        "sept",
        "septembre",
        "septiembre",
        "setiembre",
        "settembre",
        "sett",
        "set",
        "setembro",
        "września",
        "wrzesień",
        "wrz",
        "сентября",
        "сентябрь",
        "сен",
        "сент",
        "eylül",
        "eyl",
    ],
    &[
        "october",
        "oct",
        "oktober",
        "okt",
        "octobre",
        "octubre",
        "ottobre",
        "ott",
        "outubro",
        "out",
        "października",
        "październik",
        "paź",
        "октября",
        "октябрь",
        "окт",
        "ekim",
        "eki",
    ],
    &[
        "november",
        "nov",
        "novembre",
        "noviembre",
        "novembro",
        "ноября",
        "ноябрь",
        "ноя",
        "нояб",
        "kasım",
        "kasim", // of capitals, as other languages make them small
        "kas",
    ],
    &[
        "december",
        "dec",
        "dezember",
        "dez",
        "décembre",
        "déc",
        "diciembre",
        "dic",
        "dicembre",
        "dezembro",
        "desember",
        "des",
        "grudnia",
        "grudzień",
        "gru",
        "декабря",
        "декабрь",
        "дек",
        "aralık",
        "aralik",
        "ara",
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_by_name_and_none_by_two() {
        for (name, expected) in [
            ("sep", Some(9)),
            ("sept", Some(9)),
            ("märz", Some(3)),
            ("août", Some(8)),
            ("dez", Some(12)),
            ("września", Some(9)),
            ("мая", Some(5)),
            ("kasim", Some(11)),
            ("lis", None),
            ("ma", None),
            ("janu", None),
        ] {
            assert_eq!(month(name), expected, "{name}");
        }
        let mut all: Vec<&str> = MONTHS.into_iter().flatten().copied().collect();
        let number = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), number, "a name stands twice");
        assert!(all.into_iter().all(|name| month_in_polish(name).is_none()), "a name is one by itself");
    }

    /// Languages that are not read, and whose names are close to others: never another month.
    #[test]
    fn months_of_other_languages_are_never_taken_for_others() {
        const OTHERS: [&[&str]; 12] = [
            &["siječnja", "siječanj", "sij", "ledna", "leden", "januára", "січня", "ianuarie", "ian"],
            &["veljače", "veljača", "velj", "února", "únor", "februára", "лютого", "februarie"],
            &["ožujka", "ožujak", "ožu", "března", "březen", "marca", "березня", "martie", "mar"],
            &["travnja", "travanj", "tra", "dubna", "duben", "apríla", "квітня", "aprilie", "apr"],
            &["svibnja", "svibanj", "svi", "května", "květen", "mája", "травня", "mai"],
            &["lipnja", "lipanj", "lip", "června", "červen", "júna", "червня", "iunie", "iun"],
            &["srpnja", "srpanj", "srp", "července", "červenec", "júla", "липня", "iulie", "iul"],
            &["kolovoza", "kolovoz", "kol", "srpna", "srpen", "augusta", "серпня", "august", "aug"],
            &["rujna", "rujan", "ruj", "září", "septembra", "вересня", "septembrie", "sept"],
            &["listopada", "listopad", "lis", "října", "říjen", "októbra", "жовтня", "octombrie", "oct"],
            &["studenoga", "studenog", "studeni", "stu", "novembra", "листопада", "noiembrie", "noi"],
            &["prosinca", "prosinac", "pro", "prosince", "decembra", "грудня", "decembrie", "dec"],
        ];
        for (names, number) in OTHERS.into_iter().zip(1..) {
            for name in names {
                assert!(month(name).is_none_or(|month| month == number), "{name}");
            }
        }
    }

    #[test]
    fn weekdays_are_known_in_full_and_cut_short() {
        for (word, expected) in [
            ("mon", true),
            ("mo", true),
            ("sábado", true),
            ("пн", true),
            ("m", false),
            ("may", false),
            ("", false),
        ] {
            assert_eq!(is_weekday(word), expected, "{word}");
        }
    }
}
