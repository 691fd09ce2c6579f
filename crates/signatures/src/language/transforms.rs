//! Transformations named after a sticky buffer (User Guide 8.0, "Transformations").

use super::body::Value;
use super::draft::Draft;
use super::keywords::Keyword;
use super::{Answer, no};
use crate::rule::Transform;
use crate::transform;

pub(super) fn transform(draft: &mut Draft<'_>, keyword: &Keyword, v: Value<'_>) -> Answer<()> {
    let argument = v.text.trim().to_owned();
    if transform::Step::read(keyword.name, &argument).is_none() {
        return no("transform.argument", argument);
    }
    draft.transform(Transform { name: keyword.name.to_owned(), argument })
}

/// `luaxform` runs a script: what it would make of the buffer is not known, so nothing matches.
pub(super) fn script(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    super::meta::never(draft, keyword, value)
}
