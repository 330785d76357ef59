//! XML 1.0 output of text that others wrote.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Whether XML 1.0 (fifth edition, production 2) allows `c` in a document, also as a reference.
pub fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// `text` without the characters that no XML 1.0 document may contain; borrowed when there are none.
///
/// ```
/// assert_eq!(newsalign::text::xml_text("17\u{c}h42\u{0}"), "17h42");
/// ```
pub fn xml_text(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_xml_char) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|c| is_xml_char(*c)).collect())
    }
}

/// Writes an XML document element by element; every text and attribute passes [`xml_text`] and is escaped.
///
/// Elements go one a line, indented by depth, except inside [`mixed`](Self::mixed) content, where white space
/// would change the text.
pub struct XmlWriter<W: Write> {
    out: quick_xml::Writer<W>,
    open: Vec<&'static str>,
    /// Depth of the element whose content is mixed.
    mixed: Option<usize>,
}

impl<W: Write> XmlWriter<W> {
    /// Starts a document with its declaration.
    pub fn new(out: W) -> io::Result<Self> {
        let mut out = quick_xml::Writer::new(out);
        out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(XmlWriter { out, open: Vec::new(), mixed: None })
    }

    /// Opens an element that holds elements.
    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.line()?;
        self.out.write_event(Event::Start(tag(name, attributes)))?;
        self.open.push(name);
        Ok(())
    }

    /// Opens an element that holds text and elements; they are written as they come.
    pub fn mixed(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.open(name, attributes)?;
        self.mixed.get_or_insert(self.open.len());
        Ok(())
    }

    /// Writes text into the element that is open.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        let legal = xml_text(text);
        self.out.write_event(Event::Text(BytesText::from_escaped(quick_xml::escape::partial_escape(legal))))
    }

    /// Closes the element opened last.
    pub fn close(&mut self) -> io::Result<()> {
        let depth = self.open.len();
        let Some(name) = self.open.pop() else {
            return Ok(());
        };
        if self.mixed.is_none() {
            self.line()?;
        }
        if self.mixed == Some(depth) {
            self.mixed = None;
        }
        self.out.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Writes an element with nothing but text in it.
    pub fn leaf(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.mixed(name, attributes)?;
        self.text(text)?;
        self.close()
    }

    /// Writes an element without content.
    pub fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.line()?;
        self.out.write_event(Event::Empty(tag(name, attributes)))
    }

    /// Closes what is open, ends the last line and flushes.
    pub fn finish(&mut self) -> io::Result<()> {
        while !self.open.is_empty() {
            self.close()?;
        }
        self.out.get_mut().write_all(b"\n")?;
        self.out.get_mut().flush()
    }

    fn line(&mut self) -> io::Result<()> {
        if self.mixed.is_some() {
            return Ok(());
        }
        write!(self.out.get_mut(), "\n{:1$}", "", self.open.len() * 2)
    }
}

fn tag<'n>(name: &'n str, attributes: &[(&str, &str)]) -> BytesStart<'n> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute((*key, xml_text(value).as_ref()));
    }
    start
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn mixed_content_gets_no_white_space() {
        let mut bytes = Vec::new();
        let mut xml = XmlWriter::new(&mut bytes).unwrap();
        xml.open("doc", &[("name", "Tom & \"Eva\"\u{1}")]).unwrap();
        xml.mixed("seg", &[]).unwrap();
        xml.text("começou às ").unwrap();
        xml.mixed("mrk", &[]).unwrap();
        xml.text("17h42 < 18h\u{8}").unwrap();
        xml.close().unwrap();
        xml.close().unwrap();
        xml.empty("end", &[]).unwrap();
        xml.finish().unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<doc name=\"Tom &amp; &quot;Eva&quot;\">\n  \
             <seg>começou às <mrk>17h42 &lt; 18h</mrk></seg>\n  <end/>\n</doc>\n"
        );
    }

    #[test]
    fn non_characters_and_controls_go() {
        assert_eq!(xml_text("a\u{fffe}\u{ffff}\u{b}b\u{1b}[31m"), "ab[31m");
        assert!(matches!(xml_text("ação 東京 القاهرة 👍"), Cow::Borrowed(_)));
    }
}
