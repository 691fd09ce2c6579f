use super::{Entry, Wording};
use model::ErrorKind;
pub(super) static CODES: &[Entry] = &[];
static KINDS: Entry = Entry {
    code: "kind.internal",
    zh: Wording { title: "", way_out: "" },
    en: Wording { title: "", way_out: "" },
};
pub(super) fn of_kind(_kind: ErrorKind) -> &'static Entry {
    &KINDS
}
