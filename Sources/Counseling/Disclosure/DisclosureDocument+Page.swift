// One page of HTML, complete in itself: no script, nothing from elsewhere, every text escaped.
extension DisclosureDocument {
    public func page(_ wording: DisclosureWording) -> String {
        var page = PageWriter(wording)
        page.begin(wording.word(.title))
        page.notice(notice)
        page.heading(wording.word(.about))
        page.rows([
            (.name, content.client.name), (.birth, content.client.birth?.text),
            (.phones, content.client.details?.phones.joined(separator: ", ")), (.email, content.client.details?.email),
            (.address, content.client.details?.address),
            (.guardians, content.client.details.map { Self.line($0.guardians) }),
            (.emergencyContacts, content.client.details.map { Self.line($0.emergencyContacts) }),
        ])
        page.heading(wording.word(.title))
        page.rows([
            (.recipient, recipient), (.purpose, purpose), (.basis, wording.basis(basis)),
            (.requestedBy, requestedBy), (.approvedBy, approvedBy + " · " + wording.time(approvedAt)),
            (.sentBy, sentBy + " · " + practice), (.made, wording.time(madeAt)), (.reference, disclosure.hex),
            (.trail, checkpoint.map { "\($0.origin) · \($0.size) · \($0.root)" }),
        ])
        if !content.notes.isEmpty { page.heading(wording.word(.notes)) }
        for note in content.notes { write(note, wording, to: &page) }
        if !content.consents.isEmpty { page.heading(wording.word(.consents)) }
        for consent in content.consents { write(consent, wording, to: &page) }
        if content.withoutThirdParties { page.remark(wording.word(.thirdParties)) }
        if content.leftOut > 0 { page.remark(wording.word(.leftOut)) }
        page.remark(wording.word(.nothingElse))
        return page.end()
    }

    private static func line(_ contacts: [DisclosureContent.Subject.Contact]) -> String {
        contacts.map { [$0.name, $0.relation, $0.phone].compactMap(\.self).joined(separator: " · ") }
            .joined(separator: "; ")
    }

    private func write(_ note: DisclosureContent.Note, _ wording: DisclosureWording, to page: inout PageWriter) {
        page.subheading(wording.word(.note) + " " + note.id.hex)
        page.rows([
            (.author, note.author),
            (
                .session,
                note.session.map { wording.time($0.start) + " – " + wording.time($0.end) }
            ),
            (.written, wording.time(note.writtenAt)), (.signed, wording.time(note.signedAt)),
            (.cosigned, note.cosignedBy.map { $0 + (note.cosignedAt.map { " · " + wording.time($0) } ?? "") }),
            (.template, wording.template(note.template)),
        ])
        if note.isLateEntry { page.remark(wording.word(.lateEntry)) }
        for section in note.sections { page.text(wording.section(section.key), section.text) }
        if let feedback = note.feedback { page.text(wording.word(.feedback), feedback) }
        for addendum in note.addenda {
            let heading = wording.word(.addendum) + " · " + addendum.author + " · " + wording.time(addendum.signedAt)
            page.text(heading, addendum.text)
        }
    }

    private func write(_ consent: DisclosureContent.Consent, _ wording: DisclosureWording, to page: inout PageWriter) {
        let named = consent.guardians.joined(separator: ", ")
        let guardians = named.isEmpty ? "\(consent.guardianCount)" : named
        page.subheading(wording.word(.consentFor) + " " + wording.consent(consent.purpose))
        page.rows([
            (.textVersion, consent.textVersion), (.agreedOn, consent.agreedOn.text),
            (.clientAgreed, consent.clientAgreed ? "✓" : "–"),
            (.guardiansAgreed, consent.guardianCount > 0 ? guardians : nil),
            (.withdrawn, consent.withdrawn.map(wording.time)),
        ])
    }
}

/// Writes the page; whatever is handed to it is text, and is escaped here and nowhere else.
private struct PageWriter {
    private let wording: DisclosureWording
    private var html = ""

    init(_ wording: DisclosureWording) { self.wording = wording }

    private static let style = """
        body{font:16px/1.55 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:46em;margin:2em auto;\
        padding:0 1em;color:#111;background:#fff}h1{font-size:1.5em}h2{font-size:1.2em;border-bottom:1px solid #888}\
        h3{font-size:1em;margin:1.4em 0 .3em}h4{font-size:.95em;margin:.8em 0 .1em}table{border-collapse:collapse}\
        th{text-align:left;vertical-align:top;padding:.1em 1em .1em 0;font-weight:600}td{overflow-wrap:anywhere}\
        p{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2em 0}.notice{border:2px solid #111;padding:.6em}\
        .remark{color:#444}@page{margin:2cm}@media print{body{margin:0;max-width:none}h2,h3,h4{break-after:avoid}}
        """

    mutating func begin(_ title: String) {
        html +=
            "<!DOCTYPE html>\n<html lang=\"\(Self.escaped(wording.language))\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            + "<meta name=\"referrer\" content=\"no-referrer\">\n<title>\(Self.escaped(title))</title>\n"
            + "<style>\(Self.style)</style>\n</head>\n<body>\n<h1>\(Self.escaped(title))</h1>\n"
    }

    mutating func heading(_ text: String) { html += "<h2>\(Self.escaped(text))</h2>\n" }
    mutating func subheading(_ text: String) { html += "<h3>\(Self.escaped(text))</h3>\n" }
    mutating func notice(_ text: String) {
        let lead = Self.escaped(wording.word(.notice))
        html += "<p class=\"notice\"><strong>\(lead)</strong> \(Self.escaped(text))</p>\n"
    }
    mutating func remark(_ text: String) { html += "<p class=\"remark\">\(Self.escaped(text))</p>\n" }

    mutating func text(_ heading: String, _ text: String) {
        html += "<h4>\(Self.escaped(heading))</h4>\n<p dir=\"auto\">\(Self.escaped(text))</p>\n"
    }

    mutating func rows(_ rows: [(DisclosureWord, String?)]) {
        html += "<table>\n"
        for (word, value) in rows {
            guard let value, !value.isEmpty else { continue }
            html +=
                "<tr><th>\(Self.escaped(wording.word(word)))</th><td dir=\"auto\">\(Self.escaped(value))</td></tr>\n"
        }
        html += "</table>\n"
    }

    consuming func end() -> String { html + "</body>\n</html>\n" }

    /// Text as HTML shows it: every character that could begin markup, and those that reorder what stands around them.
    private static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "`": result += "&#96;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default:
                let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                let reorders = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
                if !isControl, !reorders { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }
}
