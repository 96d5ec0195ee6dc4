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
pub(in crate::recipe) fn month(word: &str) -> Option<u32> {
    let place = MONTHS.iter().position(|names| names.contains(&word))?;
    u32::try_from(place + 1).ok()
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
    ],
    &["may", "mai", "mayo", "maggio", "mag", "maio", "mei", "maj", "maja", "мая", "май", "mayıs"],
    &[
        "june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "czerwca", "czerwiec", "cze",
        "июня", "июнь", "июн", "haziran",
    ],
    &[
        "july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "lipca", "lipiec",
        "lip", "июля", "июль", "июл", "temmuz",
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
    ],
    &[
        "september",
        "sep",
        "sept",
        "septembre",
        "septiembre",
        "settembre",
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
    ],
    &[
        "november",
        "nov",
        "novembre",
        "noviembre",
        "novembro",
        "listopada",
        "listopad",
        "lis",
        "ноября",
        "ноябрь",
        "ноя",
        "нояб",
        "kasım",
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
