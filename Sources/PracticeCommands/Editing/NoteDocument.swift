import Counseling

/// A note as an editor shows it: lines of guidance, a heading for each of the template's sections, the texts below.
///
/// Reading it back loses no word. Only lines that are letter for letter the guidance are left out; text before the first heading
/// goes below that, text below a heading that somebody removed goes with the heading above, and a heading that is none of the
/// template's is a fault that the person mends.
struct NoteDocument {
    /// A heading that the template does not have.
    struct UnknownHeading: Error { let line: String }

    let template: NoteTemplate
    /// What stands behind the sections' keys.
    let titles: [NoteSection.Key: String]
    /// What the person should know, without marks.
    let guidance: [String]

    private static let guide = "#: "
    private static let heading = "#= "

    // MARK: for the editor

    /// The file's text.
    /// - Parameters:
    ///   - bare: what was written so far, with its headings
    ///   - notice: what kept it from being filed
    func file(_ bare: String, notice: [String] = []) -> String {
        lines(of: notice + guidance).map { $0 + "\n" }.joined() + "\n" + bare + (bare.hasSuffix("\n") ? "" : "\n")
    }

    /// What the person should know, set so that no editor breaks or cuts it.
    private func lines(of sentences: [String]) -> [String] {
        sentences.flatMap { TextFitting.wrapped($0, to: Self.columns - Self.guide.count) }.map { Self.guide + $0 }
    }

    private static let columns = 80

    /// The texts with their headings.
    func bare(_ texts: [NoteSection.Key: String]) -> String {
        let isHeaded = template.sections.count > 1
        return template.sections.map { key in
            let text = Self.escaped(texts[key] ?? "")
            return isHeaded ? "\(Self.heading)\(key.rawValue)  \(titles[key] ?? "")\n\(text)\n" : text
        }.joined(separator: "\n")
    }

    /// The line at which writing begins, from 1.
    func firstLine(of file: String) -> Int {
        let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
        if template.sections.count > 1, let first = lines.firstIndex(where: { $0.hasPrefix(Self.heading) }) {
            return first + 2
        }
        return max(1, lines.count - 1)
    }

    // MARK: back

    /// A file without the guidance.
    func bare(ofFile file: String, notice: [String] = []) -> String {
        let ours = Set(lines(of: notice + guidance).map(\.trimmingSpaces))
        // Some editors put a byte order mark before what they save.
        let file = file.unicodeScalars.first == "\u{FEFF}" ? String(file.unicodeScalars.dropFirst()) : file
        let lines = Self.lines(file).filter { !ours.contains($0.trimmingSpaces) }
        return Self.withoutEmptyEnds(lines).joined(separator: "\n")
    }

    /// The texts of what stands below the headings.
    /// - Throws: `UnknownHeading`
    func texts(_ bare: String) throws(UnknownHeading) -> [NoteSection.Key: String] {
        var parts: [NoteSection.Key: [[Substring]]] = [:]
        var key = template.sections[0]
        var part: [Substring] = []
        for line in Self.lines(bare) {
            guard template.sections.count > 1, let named = Self.named(line) else {
                part.append(Self.unescaped(line))
                continue
            }
            parts[key, default: []].append(part)
            part = []
            guard let next = NoteSection.Key(rawValue: named), template.sections.contains(next) else {
                throw UnknownHeading(line: String(line.prefix(80)))
            }
            key = next
        }
        parts[key, default: []].append(part)
        return parts.mapValues { parts in
            parts.map { Self.withoutEmptyEnds($0).joined(separator: "\n") }.filter { !$0.isEmpty }
                .joined(separator: "\n\n")
        }
    }

    /// Whether nothing stands below any heading.
    func isEmpty(_ bare: String) -> Bool {
        guard let texts = try? texts(bare) else { return false }
        return texts.values.allSatisfy { $0.allSatisfy(\.isWhitespace) }
    }

    /// The key in a line that is a heading.
    private static func named(_ line: Substring) -> String? {
        guard line.hasPrefix("#=") else { return nil }
        let word = line.dropFirst(2).drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
        return word.lowercased()
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }

    private static func withoutEmptyEnds(_ lines: [Substring]) -> [Substring] {
        let isEmpty: (Substring) -> Bool = { $0.allSatisfy(\.isWhitespace) }
        guard let first = lines.firstIndex(where: { !isEmpty($0) }),
            let last = lines.lastIndex(where: { !isEmpty($0) })
        else { return [] }
        return Array(lines[first...last])
    }

    // MARK: texts that look like ours

    private static func isMarked(_ line: Substring) -> Bool {
        let rest = line.drop { $0 == "\\" }
        return rest.hasPrefix("#=") || rest.hasPrefix("#:")
    }

    private static func escaped(_ text: String) -> String {
        lines(text).map { isMarked($0) ? "\\" + $0 : $0 }.joined(separator: "\n")
    }

    private static func unescaped(_ line: Substring) -> Substring {
        line.hasPrefix("\\") && isMarked(line) ? line.dropFirst() : line
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        var text = String(self)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
