//! Lines for whoever called the command. A reader that has seen enough (`| head`) is no failure:
//! what is left is dropped, and the command ends as it would have.

use std::io;

/// One line on standard output.
pub(crate) fn say(text: &str) {
    drop(line(&mut io::stdout().lock(), text));
}

/// One line on standard error.
pub(crate) fn tell(text: &str) {
    drop(line(&mut io::stderr().lock(), text));
}

fn line(out: &mut impl io::Write, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}
