#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The words by which levels and kinds are known: those of the records and, beside them, those that people are shown. Whoever types
/// in a hurry types neither in lower case nor in English.
public struct CrisisWords: Sendable {
    private var levels: [String: CrisisLevel] = [:]
    private var kinds: [String: CrisisKind] = [:]

    public init() {
        for level in CrisisLevel.allCases { levels[Self.plain(level.rawValue)] = level }
        for kind in CrisisKind.allCases { kinds[Self.plain(kind.rawValue)] = kind }
    }

    public mutating func add(_ word: String, for level: CrisisLevel) { levels[Self.plain(word)] = level }
    public mutating func add(_ word: String, for kind: CrisisKind) { kinds[Self.plain(word)] = kind }

    public func level(_ typed: String) -> CrisisLevel? { levels[Self.plain(typed)] }
    public func kind(_ typed: String) -> CrisisKind? { kinds[Self.plain(typed)] }

    /// In any case; hyphens, spaces and underscores are the same.
    private static func plain(_ typed: String) -> String {
        typed.trimmed().lowercased().split { " -_\u{3000}".contains($0) }.joined(separator: " ")
    }
}

/// What was made of something written in a hurry.
public struct CrisisReading: Sendable {
    public internal(set) var report: CrisisReport
    /// What the form says whose flag it is, as typed.
    public internal(set) var client: String?
    /// Fields that were not understood, by name; what stood in them is kept in words.
    public internal(set) var notUnderstood: [String] = []
    /// Whether something that looked like a form was kept as text.
    public internal(set) var isUnread = false
}

extension CrisisReading: ConfidentialRecord {}

extension CrisisReport {
    /// The most bytes that are taken.
    public static let limit = 16 << 20

    /// A report from whatever somebody wrote in a hurry: the form `{"seen", "client", "kind", "level", "concernsMinor", "name",
    /// "where", "alone", "means", "callback"}`, or plain text. What is no form is kept word for word as text. In a form what is
    /// understood counts, and what is not is kept in words: a crisis neither waits for a misspelt field nor loses its level by one.
    ///
    /// - Throws: `CounselingError.formTooLarge` above 16 MiB, and nothing else
    public static func read(
        _ bytes: [UInt8], words: CrisisWords = CrisisWords()
    ) throws(CounselingError) -> CrisisReading {
        guard bytes.count <= limit else { throw .formTooLarge(limit: limit) }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        let looksLikeForm = content.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) } == UInt8(ascii: "{")
        // Which of two fields of one name counts JSON leaves open: such a form is kept as text, every word of it.
        if looksLikeForm, case .object(let fields)? = try? JSONDecoder().decode(JSONValue.self, from: Data(content)),
            RepeatedKey.first(in: content) == nil
        {
            return form(fields, words)
        }
        let text = CrisisReport(seen: cleaned(String(decoding: content, as: UTF8.self)))
        return CrisisReading(report: text, isUnread: looksLikeForm)
    }

    private static func form(_ fields: [String: JSONValue], _ words: CrisisWords) -> CrisisReading {
        var reading = CrisisReading(report: CrisisReport())
        var taken: Set<String> = []
        var left: [String] = []
        // "text" behind "seen", and whatever else in an order that does not change.
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            if case .null = value { continue }
            let known = name.trimmed().lowercased()
            guard taken.insert(known).inserted, take(value, as: known, words, into: &reading) else {
                reading.notUnderstood.append(cleaned(name) ?? "?")
                left.append("\(name): \(spoken(value))")
                continue
            }
        }
        reading.report.seen = joined(reading.report.seen, cleaned(left.joined(separator: "\n")))
        return reading
    }

    /// - Returns: whether it was understood
    private static func take(
        _ value: JSONValue, as name: String, _ words: CrisisWords, into reading: inout CrisisReading
    ) -> Bool {
        switch (name, value) {
        case ("concernsminor", _), ("alone", _):
            guard let truth = truth(value) else { return false }
            if name == "alone" { reading.report.alone = truth } else if truth { reading.report.concernsMinor = true }
            return true
        case ("level", .text(let text)):
            guard let level = words.level(text) else { return text.trimmed().isEmpty }
            reading.report.level = level
            return true
        case ("kind", .text(let text)):
            guard let kind = words.kind(text) else { return text.trimmed().isEmpty }
            reading.report.kind = kind
            return true
        case ("client", .text(let text)):
            reading.client = cleaned(text)
            return true
        case (_, .text(let text)):
            guard let place = place(of: name) else { return false }
            reading.report[keyPath: place] = joined(reading.report[keyPath: place], cleaned(text))
            return true
        default: return false
        }
    }

    private static func place(of name: String) -> WritableKeyPath<CrisisReport, String?>? {
        switch name {
        case "seen", "text": \.seen
        case "name": \.name
        case "where": \.place
        case "means": \.means
        case "callback": \.callback
        default: nil
        }
    }

    private static func truth(_ value: JSONValue) -> Bool? {
        switch value {
        case .truth(let truth): return truth
        case .text(let text): return truth(typed: text)
        default: return nil
        }
    }

    /// Yes or no, as people type it; nil where it is neither.
    public static func truth(typed: String) -> Bool? {
        let word = typed.trimmed().lowercased()
        if ["true", "yes", "y", "是"].contains(word) { return true }
        return ["false", "no", "n", "否", "不", "不是"].contains(word) ? false : nil
    }

    /// What stood in a field, in words.
    private static func spoken(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .truth(let truth): truth ? "true" : "false"
        case .number(let number): Int64(exactly: number).map { "\($0)" } ?? "\(number)"
        case .text(let text): text
        case .list(let values): values.map(spoken).joined(separator: ", ")
        case .object(let fields):
            fields.sorted { $0.key < $1.key }.map { "\($0.key): \(spoken($0.value))" }.joined(separator: ", ")
        }
    }
}
