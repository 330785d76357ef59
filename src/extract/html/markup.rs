//! What the markup around a block says: one struct of named figures, weighed like those of the line itself.

use std::collections::HashMap;

use super::hints::Hint;
use super::page::{Element, Page, Raw};
use crate::extract::Reason;
use crate::extract::features::figures;
use crate::extract::phrases::ratio;

figures! {
    /// The markup around a block. All values lie between 0 and 1; for plain text all are 0.
    Markup {
        /// Share of letters in links; hardly anything but links; share in bold.
        link, links_only, bold,
        /// The element that holds it.
        tag_p, tag_li, tag_heading, tag_h1, tag_cell, tag_quote, tag_caption, tag_div,
        /// It is a row of a table of short cells.
        tag_row,
        /// Stands in `article` or `main`; in an element that names itself the article's text.
        in_article, in_body,
        /// Stands in `nav`, `footer` or `aside`; in `header`; in a form; in a list; in a table.
        in_nav, in_header, in_form, in_list, in_table,
        /// A name of furniture on it or right above it; further above; on both.
        hint_near, hint_far, hint_twice,
        /// The names of furniture that are least often wrong: related, comments, share, cookie, newsletter, menus.
        hint_sure,
        /// A name of a byline, date or credit.
        hint_meta,
        /// A name of the article's text within three levels; further above.
        content_near, content_far,
        /// A name of a standfirst.
        standfirst,
        /// How far up one must go from the densest container to reach it: inside; one; two; more levels.
        top_0, top_1, top_2, top_3,
        /// Share of the page's running text with the same parent; with the same names on the way up.
        kin, alike,
        /// The page's structured data hold the article's text, and it has this block; or has it not.
        witness, no_witness,
        /// Equals the title that the page declares; is part of the description that it declares.
        title, description,
        /// The page hides it.
        hidden,
        /// It hides it from readers of screens.
        unread,
        /// Levels from the root; level of a heading, 1 to 6.
        depth, heading_level,
        /// Words in links.
        link_words,
        /// Of the blocks with the same names on the way up: how many (logarithm), their mean words, share of letters in
        /// links, share of words in running text.
        alike_count, alike_words, alike_link, alike_prose,
        /// The same of all that stands under the parent; words as a logarithm.
        kin_count, kin_words, kin_link, kin_prose,
        /// Under the element itself and the next ones above: words (logarithm), share of letters in links, share of the
        /// page's running text.
        words_0, words_1, words_2, words_3, link_1, link_2, link_3, below_1, below_2, below_3,
        /// By what names on the way up tell: 1 on the block, 1/2 above it, 1/3 further above …
        named_related, named_comments, named_share, named_navigation, named_subscribe, named_advertisement, named_cookie,
        named_byline, named_dateline, named_credit, named_tags, named_caption, named_content, named_box,
    }
}

/// What a block's surroundings say, and the furniture that its names tell of.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    pub markup: Markup,
    pub reason: Option<(Reason, &'static str)>,
    pub caption: bool,
    pub heading: bool,
    pub item: bool,
    pub quotation: bool,
    /// Number of the group of blocks that have the same names on the way up.
    pub alike: usize,
}

fn flag(on: bool) -> f32 {
    f32::from(u8::from(on))
}

/// The figures of all blocks of a page. `words`: length of each block in words; `prose`: whether it reads like
/// running text.
pub(super) fn measure(page: &Page, words: &[f32], prose: &[bool]) -> Vec<Around> {
    let shares = Shares::of(page, words, prose);
    let above = Above::all(page, &shares);
    let mut out: Vec<Around> =
        page.blocks.iter().enumerate().map(|(index, raw)| around(page, raw, index, &shares, &above)).collect();
    for (around, words) in out.iter_mut().zip(words) {
        around.markup.link_words = (around.markup.link * words).min(300.0);
    }
    out
}

/// Sums over several blocks.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    blocks: f32,
    words: f32,
    prose: f32,
    letters: usize,
    link: usize,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.blocks += other.blocks;
        self.words += other.words;
        self.prose += other.prose;
        self.letters += other.letters;
        self.link += other.link;
    }

    fn link(&self) -> f32 {
        ratio(self.link, self.letters)
    }
}

/// What stands below elements and in groups of blocks that are alike.
struct Shares {
    /// By element: all that is below it.
    below: Vec<Sum>,
    /// Words of running text in the page, at least 1.
    total: f32,
    /// By the hash of the names on the way up; the number of the group.
    alike: HashMap<u64, (usize, Sum)>,
    /// The most running text that one parent, and one group, has.
    kin_most: f32,
    alike_most: f32,
    /// By parent of the holding element.
    kin: Vec<f32>,
    signatures: Vec<u64>,
    /// By element: levels from the densest container up to where it meets the element's.
    levels: Vec<usize>,
    /// By element: whether it is a small box around a form; what it says belongs to that.
    boxes: Vec<bool>,
}

impl Shares {
    fn of(page: &Page, words: &[f32], prose: &[bool]) -> Self {
        let mut below = vec![Sum::default(); page.elements.len()];
        let mut score = vec![0.0_f32; page.elements.len()];
        let mut kin = vec![0.0_f32; page.elements.len()];
        let mut alike: HashMap<u64, (usize, Sum)> = HashMap::new();
        let signatures: Vec<u64> = page.blocks.iter().map(|raw| signature(page, raw.element)).collect();
        for ((raw, signature), (words, prose)) in page.blocks.iter().zip(&signatures).zip(words.iter().zip(prose)) {
            let sum = Sum {
                blocks: 1.0,
                words: *words,
                prose: if *prose { *words } else { 0.0 },
                letters: raw.letters,
                link: raw.link,
            };
            let next = alike.len();
            alike.entry(*signature).or_insert((next, Sum::default())).1.add(sum);
            if let Some(slot) = below.get_mut(raw.element) {
                slot.add(sum);
            }
            if *prose {
                kin.iter_mut().skip(page.up(raw.element, 1)).take(1).for_each(|sum| *sum += words);
                density(page, raw, *words, &mut score);
            }
        }
        // Parents stand before their children.
        for index in (1..page.elements.len()).rev() {
            let own = below.get(index).copied().unwrap_or_default();
            let parent = page.elements.get(index).and_then(|e| e.parent);
            if let Some(slot) = parent.and_then(|parent| below.get_mut(parent)) {
                slot.add(own);
            }
        }
        let total = below.first().map_or(1.0, |sum| sum.prose).max(1.0);
        let boxes = form_boxes(page, &below, total);
        let top = score.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(index, _)| index);
        // The way up from the densest container; its last element has the lowest number.
        let mut climb: Vec<(usize, usize)> = top
            .map(|top| page.above(top).enumerate().map(|(level, (index, _))| (index, level)).collect())
            .unwrap_or_default();
        let mut levels: Vec<usize> = Vec::with_capacity(page.elements.len());
        for (index, element) in page.elements.iter().enumerate() {
            let above = element.parent.and_then(|parent| levels.get(parent)).copied();
            let own = climb.pop_if(|(next, _)| *next == index).map(|(_, level)| level);
            levels.push(own.or(above).unwrap_or(9));
        }
        Shares {
            boxes,
            total,
            kin_most: kin.iter().copied().fold(1.0, f32::max),
            alike_most: alike.values().map(|(_, sum)| sum.prose).fold(1.0, f32::max),
            levels,
            below,
            kin,
            alike,
            signatures,
        }
    }

    /// Share of the page's running text below an element.
    fn share(&self, element: usize) -> f32 {
        self.below.get(element).map_or(0.0, |sum| sum.prose / self.total)
    }
}

/// As in Readability: the nearer a container, the more it owns the text of a block.
fn density(page: &Page, raw: &Raw, words: f32, score: &mut [f32]) {
    let value = words.min(120.0).sqrt() * (1.0 - ratio(raw.link, raw.letters));
    for (level, (index, element)) in page.above(raw.element).take(7).enumerate() {
        let part = if level == 0 { 0.4 } else { 1.0 / level as f32 };
        let bad = element.hints().iter().any(|h| matches!(h, Hint::Furniture(r, _) if sure(*r)));
        if let Some(slot) = score.get_mut(index) {
            *slot += value * part * if bad { 0.3 } else { 1.0 };
        }
    }
}

/// The forms of a page and up to two levels of elements around each, as long as next to none of the text is in them.
fn form_boxes(page: &Page, below: &[Sum], total: f32) -> Vec<bool> {
    let mut boxes = vec![false; page.elements.len()];
    let forms = page.elements.iter().enumerate().filter(|(_, e)| e.name == "form").map(|(index, _)| index);
    let small = |index: usize| below.get(index).is_some_and(|sum| sum.prose < 0.1 * total);
    for form in forms.take(1000) {
        for (index, element) in page.above(form).take(3).take_while(|(index, _)| small(*index)) {
            let whole = matches!(element.name.as_ref(), "body" | "html" | "article");
            boxes.iter_mut().skip(index).take(1).for_each(|slot| *slot = !whole);
        }
    }
    boxes
}

/// Of the names and classes of the element and the three above it.
fn signature(page: &Page, element: usize) -> u64 {
    page.above(element).take(4).fold(0, |h, (_, e)| h.rotate_left(17).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ e.hash)
}

/// Kinds of furniture whose names are rarely found on an article's own text.
fn sure(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Related
            | Reason::Comments
            | Reason::Share
            | Reason::Cookie
            | Reason::Subscribe
            | Reason::Navigation
            | Reason::Advertisement
            | Reason::Follow
    )
}

/// What an element and all above it say, told once an element: pages may hold a hundred thousand blocks a thousand
/// levels deep.
#[derive(Clone, Copy, Debug, Default)]
struct Above {
    depth: u16,
    /// The nearest name of furniture, and the nearest that is rarely wrong.
    any: Option<(Reason, &'static str)>,
    sure: Option<(Reason, &'static str)>,
    content: bool,
    caption: bool,
    quotation: bool,
    heading: bool,
    /// Level of the outermost heading.
    heading_level: u8,
    in_article: bool,
    in_body: bool,
    in_nav: bool,
    in_header: bool,
    in_form: bool,
    in_list: bool,
    in_table: bool,
    hidden: bool,
    unread: bool,
    /// What the nearest element that is no part of a line is, and the parts of a line below it.
    tags: [bool; 8],
    /// Levels up to the nearest name of each kind, from 1; 0 where there is none.
    named: [u16; NAMED],
}

/// Kinds of names.
const NAMED: usize = 14;

impl Above {
    /// All elements of a page; parents stand before their children.
    fn all(page: &Page, shares: &Shares) -> Vec<Above> {
        let mut out: Vec<Above> = Vec::with_capacity(page.elements.len());
        for (index, element) in page.elements.iter().enumerate() {
            let parent = element.parent.and_then(|parent| out.get(parent)).copied();
            out.push(parent.unwrap_or_default().below(index, element, shares, parent.is_none()));
        }
        out
    }

    /// What holds for an element under the one that this is of.
    fn below(self, index: usize, element: &Element, shares: &Shares, root: bool) -> Above {
        let wide = shares.share(index) > 0.5;
        let mut out = self;
        out.depth = if root { 0 } else { self.depth.saturating_add(1) };
        out.named.iter_mut().filter(|level| **level > 0).for_each(|level| *level = level.saturating_add(1));
        out.in_form |= shares.boxes.get(index) == Some(&true);
        out.in_nav |= element.beside && !wide;
        out.in_article |= element.main;
        out.in_body |= element.body;
        out.hidden |= element.hidden && !wide;
        out.unread |= element.unread && !wide;
        out.tag(element.name.as_ref(), wide);
        let (mut any, mut sure_one) = (None, None);
        for hint in element.hints() {
            out.content |= *hint == Hint::Content;
            if let Hint::Furniture(reason, entry) = hint
                && !wide
            {
                any = any.or(Some((*reason, *entry)));
                sure_one = sure_one.or(Some((*reason, *entry)).filter(|_| sure(*reason)));
            }
            let kind = match hint {
                Hint::Content => Some(12),
                Hint::Caption if !wide => Some(11),
                Hint::Furniture(reason, _) if !wide => named(*reason),
                _ => None,
            };
            if let Some(slot) = kind.and_then(|kind| out.named.get_mut(kind)) {
                *slot = 1;
            }
        }
        (out.any, out.sure) = (any.or(self.any), sure_one.or(self.sure));
        out
    }

    /// What the element itself is.
    fn tag(&mut self, name: &str, wide: bool) {
        let own = match name {
            "p" => 0,
            "li" | "dd" | "dt" => 1,
            "h1" => 3,
            "h2" | "h3" | "h4" | "h5" | "h6" => 2,
            "td" | "th" => 4,
            "blockquote" => 5,
            "figcaption" => 6,
            _ => 7,
        };
        if !matches!(name, "span" | "time" | "label" | "b") {
            self.tags = [false; 8];
        }
        self.tags.iter_mut().skip(own).take(1).for_each(|tag| *tag = true);
        match name {
            "article" | "main" => self.in_article = true,
            "nav" | "footer" | "aside" => self.in_nav |= !wide,
            "header" => self.in_header |= !wide,
            "form" | "fieldset" => self.in_form |= !wide,
            "li" | "dd" | "dt" => self.in_list = true,
            // Tables, quotations and program text are set in figures too.
            "table" => (self.in_table, self.caption) = (true, false),
            "blockquote" => (self.quotation, self.caption) = (self.quotation || !wide, false),
            "pre" => self.caption = false,
            "figcaption" | "figure" | "caption" => self.caption |= !wide,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.get(1..).and_then(|n| n.parse().ok()).unwrap_or(0);
                self.heading_level = if self.heading { self.heading_level } else { level };
                self.heading = true;
            }
            _ => {}
        }
    }

    fn write(&self, m: &mut Markup) {
        let [p, li, heading, h1, cell, quote, caption, div] = self.tags.map(flag);
        (m.tag_p, m.tag_li, m.tag_heading, m.tag_h1) = (p, li, heading.max(h1), h1);
        (m.tag_cell, m.tag_quote, m.tag_caption, m.tag_div) = (cell, quote, caption, div);
        (m.in_article, m.in_body, m.in_nav) = (flag(self.in_article), flag(self.in_body), flag(self.in_nav));
        (m.in_header, m.in_form, m.in_list) = (flag(self.in_header), flag(self.in_form), flag(self.in_list));
        (m.in_table, m.hidden, m.unread) = (flag(self.in_table), flag(self.hidden), flag(self.unread));
        m.hint_sure = flag(self.sure.is_some());
        m.depth = f32::from(self.depth).min(60.0);
        m.heading_level = f32::from(self.heading_level);
        let near = |level: u16| if level == 0 { 0.0 } else { 1.0 / f32::from(level) };
        let slots = [
            &mut m.named_related,
            &mut m.named_comments,
            &mut m.named_share,
            &mut m.named_navigation,
            &mut m.named_subscribe,
            &mut m.named_advertisement,
            &mut m.named_cookie,
            &mut m.named_byline,
            &mut m.named_dateline,
            &mut m.named_credit,
            &mut m.named_tags,
            &mut m.named_caption,
            &mut m.named_content,
            &mut m.named_box,
        ];
        for (slot, level) in slots.into_iter().zip(self.named) {
            *slot = near(level);
        }
    }
}

/// The number of the figure for names of that kind of furniture.
fn named(reason: Reason) -> Option<usize> {
    Some(match reason {
        Reason::Related => 0,
        Reason::Comments => 1,
        Reason::Share | Reason::Follow => 2,
        Reason::Navigation => 3,
        Reason::Subscribe => 4,
        Reason::Advertisement => 5,
        Reason::Cookie => 6,
        Reason::Byline => 7,
        Reason::Dateline => 8,
        Reason::Credit | Reason::Copyright => 9,
        Reason::Tags => 10,
        Reason::Stray => 13,
        _ => return None,
    })
}

fn around(page: &Page, raw: &Raw, index: usize, shares: &Shares, above: &[Above]) -> Around {
    let of = |at: usize| above.get(at).copied().unwrap_or_default();
    let all = of(raw.element);
    let mut out = Around {
        reason: all.sure.or(all.any),
        caption: all.caption,
        heading: all.heading,
        quotation: all.quotation,
        ..Around::default()
    };
    all.write(&mut out.markup);
    let m = &mut out.markup;
    m.link = ratio(raw.link, raw.letters);
    m.links_only = flag(m.link > 0.85);
    m.bold = ratio(raw.bold, raw.letters);
    m.tag_row = flag(page.elements.get(raw.element).is_some_and(|element| element.row));
    let signature = shares.signatures.get(index).copied().unwrap_or_default();
    let (group, alike) = shares.alike.get(&signature).copied().unwrap_or_default();
    m.kin = shares.kin.get(page.up(raw.element, 1)).map_or(0.0, |words| words / shares.kin_most);
    m.alike = alike.prose / shares.alike_most;
    m.alike_count = alike.blocks.ln_1p();
    m.alike_words = (alike.words / alike.blocks.max(1.0)).min(300.0);
    m.alike_link = alike.link();
    m.alike_prose = alike.prose / alike.words.max(1.0);
    match shares.levels.get(raw.element) {
        Some(0) => m.top_0 = 1.0,
        Some(1) => m.top_1 = 1.0,
        Some(2) => m.top_2 = 1.0,
        _ => m.top_3 = 1.0,
    }
    out.alike = group;
    for (level, (at, element)) in page.above(raw.element).take(5).enumerate() {
        let wide = shares.share(at) > 0.5;
        boxes(&mut out.markup, level, shares, at);
        let item = matches!(element.name.as_ref(), "li" | "dd" | "dt");
        out.item |= item && level <= 3 && !wide;
        for hint in element.hints() {
            near(&mut out, *hint, level, wide);
        }
        let m = &mut out.markup;
        m.hint_far = if level == 2 { flag(of(at).any.is_some()) } else { m.hint_far };
        m.content_far = if level == 4 { flag(of(at).content) } else { m.content_far };
    }
    let m = &mut out.markup;
    m.hint_twice = m.hint_near * m.hint_far;
    out
}

/// What stands below the element `level` levels above a block.
fn boxes(m: &mut Markup, level: usize, shares: &Shares, at: usize) {
    let sum = shares.below.get(at).copied().unwrap_or_default();
    let (words, link, share) = (sum.words.ln_1p(), sum.link(), shares.share(at));
    match level {
        0 => m.words_0 = words,
        1 => {
            (m.words_1, m.link_1, m.below_1) = (words, link, share);
            m.kin_count = sum.blocks.ln_1p();
            m.kin_words = (sum.words / sum.blocks.max(1.0)).min(300.0);
            m.kin_link = link;
            m.kin_prose = sum.prose / sum.words.max(1.0);
        }
        2 => (m.words_2, m.link_2, m.below_2) = (words, link, share),
        3 => (m.words_3, m.link_3, m.below_3) = (words, link, share),
        _ => {}
    }
}

/// What a name says only where it is near.
fn near(out: &mut Around, hint: Hint, level: usize, wide: bool) {
    let m = &mut out.markup;
    match hint {
        Hint::Content if level <= 3 => m.content_near = 1.0,
        Hint::Standfirst if level <= 2 && !wide => m.standfirst = 1.0,
        Hint::Caption if level <= 2 && !wide => out.caption = true,
        Hint::Furniture(reason, _) if !wide => {
            m.hint_near = m.hint_near.max(flag(level <= 1));
            m.hint_meta = m.hint_meta.max(flag(level <= 2 && !sure(reason)));
        }
        _ => {}
    }
}
