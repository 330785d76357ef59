//! Documents that are all of one thing, and much of it.

/// Name and document.
pub type Large = (&'static str, fn() -> Vec<u8>);

const MEGA: usize = 1_000_000;

fn page(body: &str) -> Vec<u8> {
    format!("<!doctype html><html lang=en><head><title>Page</title></head><body><article>{body}").into_bytes()
}

/// `piece` until there are `size` bytes.
fn fill(piece: &str, size: usize) -> String {
    piece.repeat(size.div_ceil(piece.len()))
}

pub const ALL: &[Large] = &[
    ("blank lines", || "\n".repeat(100_000).into_bytes()),
    ("blank lines around a word", || format!("{0}Saltby{0}", "\n \n".repeat(100_000)).into_bytes()),
    ("one line of 10 MB", || {
        fill("The bridge at Saltby was closed on Tuesday, 12 May, for 3.5 million reasons. ", 10 * MEGA).into_bytes()
    }),
    ("one line of 10 MB in a page", || page(&fill("The bridge at Saltby was closed on Tuesday. ", 10 * MEGA))),
    ("one word of 10 MB", || fill("Saltby", 10 * MEGA).into_bytes()),
    ("one paragraph without a stop", || fill("and then they went on to the old bridge, ", MEGA).into_bytes()),
    ("100,000 short lines", || "It rained.\n".repeat(100_000).into_bytes()),
    ("100,000 figures a line each", || {
        (0..100_000).map(|n| format!("{n},{:03}.{}\n", n % 1000, n % 7)).collect::<String>().into_bytes()
    }),
    ("deep divisions", || page(&"<div>".repeat(100_000))),
    ("deep inline marks", || page(&"<b><i>".repeat(50_000))),
    ("deep lists", || page(&"<ul><li>Saltby".repeat(50_000))),
    ("deep quotations", || page(&format!("{}Saltby", "<blockquote>".repeat(100_000)))),
    ("deep tables", || page(&"<table><tr><td>1".repeat(30_000))),
    ("deep fonts, misnested", || page(&"<font color=red><p>Saltby".repeat(20_000))),
    ("links in links", || page(&"<a href=/x>Saltby".repeat(50_000))),
    ("50,000 attributes", || {
        page(&format!("<p {}>Saltby</p>", (0..50_000).map(|n| format!("a{n}=x ")).collect::<String>()))
    }),
    ("one attribute of 5 MB", || page(&format!("<p title=\"{}\">Saltby</p>", fill("x ", 5 * MEGA)))),
    ("a class of 100,000 names", || page(&format!("<p class=\"{}\">Saltby</p>", fill("related share ", 700_000)))),
    ("100,000 paragraphs", || page(&"<p>It rained at Saltby.".repeat(100_000))),
    ("100,000 breaks", || page(&"Rain.<br>".repeat(100_000))),
    ("100,000 links", || page(&"<a href=/a>Rain</a> ".repeat(100_000))),
    ("100,000 empty elements", || page(&"<p></p><div></div><span></span>".repeat(33_000))),
    ("100,000 closing tags", || page(&"</p></div></table>".repeat(33_000))),
    ("entities", || page(&format!("<p>{}</p>", "&amp;&eacute;&#x1F600;".repeat(50_000)))),
    ("a script that never ends", || page(&format!("<script>{}", fill("var a = '<p>'; ", MEGA)))),
    ("a comment that never ends", || page(&format!("<!--{}", fill("-- ", MEGA)))),
    ("linked data, deep", || {
        format!("<script type=\"application/ld+json\">{}</script><p>Saltby", "[".repeat(100_000)).into_bytes()
    }),
    ("linked data, deep objects", || {
        format!("<script type=\"application/ld+json\">{}</script><p>Saltby", "{\"author\":".repeat(50_000)).into_bytes()
    }),
    ("linked data, wide", || {
        let node = r#"{"@type":"NewsArticle","headline":"Saltby","author":{"name":"Ada"}},"#;
        format!("<script type=\"application/ld+json\">[{}0]</script><p>Saltby", node.repeat(20_000)).into_bytes()
    }),
    ("20,000 translations", || {
        let link = |n: usize| format!("<link rel=alternate hreflang=l{n} href=https://saltby.example/{n}>");
        format!("<head>{}</head><p>Saltby", (0..20_000).map(link).collect::<String>()).into_bytes()
    }),
    ("20,000 metas", || {
        format!("<head>{}</head><p>Saltby", "<meta name=author content='Ada Quist'>".repeat(20_000)).into_bytes()
    }),
    ("a title of 1 MB", || {
        format!("<title>{0}</title><h1>{0}</h1><p>Saltby", fill("Rain at Saltby ", MEGA)).into_bytes()
    }),
    ("a million of a", || vec![b'a'; MEGA]),
    ("a million full stops", || vec![b'.'; MEGA]),
    ("a million angle brackets", || vec![b'<'; MEGA]),
    ("a million ampersands", || vec![b'&'; MEGA]),
    ("a million of one digit", || vec![b'7'; MEGA]),
    ("a million hyphens", || vec![b'-'; MEGA]),
    ("a million tabs and a word", || [vec![b'\t'; MEGA], b"Saltby".to_vec()].concat()),
    ("a million bytes that are no UTF-8", || vec![0xfe; MEGA]),
    ("accents on one letter", || format!("a{}", "\u{301}".repeat(500_000)).into_bytes()),
    ("joiners", || "👩\u{200d}".repeat(100_000).into_bytes()),
    ("directions", || "\u{202e}abc\u{2066}".repeat(100_000).into_bytes()),
    ("letters that grow when folded", || "ﷺİŉ".repeat(100_000).into_bytes()),
    ("only digits and separators", || fill("1.234,56 7'890 12:30 1/2 3-4 ", MEGA).into_bytes()),
    ("digits grouped without end", || fill("123,", MEGA).into_bytes()),
    ("figures and words of scale", || fill("million 5 billion hundred thousand ", 500_000).into_bytes()),
    ("number words", || fill("twenty-one hundred and two thousand and ", 500_000).into_bytes()),
    ("German number words in one", || {
        format!("Er sagte {}.", fill("einundzwanzigtausendundfünf", 200_000)).into_bytes()
    }),
    ("Chinese numerals", || fill("一二三四五六七八九十百千万亿", 500_000).into_bytes()),
    ("Japanese without a stop", || fill("東京都知事は十二日の会見で三千万円を計上したと述べ", MEGA).into_bytes()),
    ("dates", || fill("Monday, 4 March 2024 at 5 pm PT ", 500_000).into_bytes()),
    ("openings of ranges", || fill("between from between 5 and to ", 500_000).into_bytes()),
    ("only quotes", || fill("“”\"'‘’«»„‹›「」", MEGA).into_bytes()),
    ("only opening quotes", || fill("“a ", 500_000).into_bytes()),
    ("questions in quotes", || fill("“Is it? ” said “No! ” he “", 500_000).into_bytes()),
    ("only abbreviations", || fill("Dr. Mr. U.S. a.m. Inc. No. St. J. K. ", MEGA).into_bytes()),
    ("only initials", || fill("A. B. C. D. ", MEGA).into_bytes()),
    ("names", || fill("Ada Quist von der Brücke ", MEGA).into_bytes()),
    ("ellipses", || fill("… ... ", MEGA).into_bytes()),
    ("addresses", || fill("www.a.b.c.d.example/a.b?c.d#e. ", MEGA).into_bytes()),
    ("bullets", || fill("• ", MEGA).into_bytes()),
    ("furniture", || "Share on Facebook\nSubscribe to our newsletter\nRead also: Rain\n".repeat(10_000).into_bytes()),
    ("wrapped lines", || {
        fill("a line that was wrapped by hand at seventy\ncharacters and goes on and on\n", MEGA).into_bytes()
    }),
];
