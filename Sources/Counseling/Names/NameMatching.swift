/// One search for a person: by part of the name, by pinyin in full or by initials, or by the last digits of a phone.
///
/// It is made once and asked of each name. "lm", "linm" and "linmei" find 林梅; so do "梅" and, for a phone, "5678".
public struct NameMatching: Sendable {
    /// The fewest digits by which a phone is found; with fewer nearly everyone would be.
    public static let fewestDigits = 3

    private let folded: [UInt8]
    private let pinyin: [UInt8]?
    private let digits: [UInt8]?

    /// - Parameter query: what a person typed; case, white space and hyphens do not matter.
    /// - Throws: `CounselingError.field("search", _)`: `.missing` when nothing is left to search for, `.tooLong` above 200
    ///   Unicode scalars.
    public init(_ query: String) throws(CounselingError) {
        let path: FieldPath = "search"
        guard query.unicodeScalars.count <= PersonName.limit else {
            throw .field(path, .tooLong(limit: PersonName.limit))
        }
        let text = FoldedText.fold(query)
        guard !text.isEmpty else { throw .field(path, .missing) }
        folded = Array(text.utf8)
        pinyin = FoldedText.pinyin(text)
        let digits = folded.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let isNumber = folded.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "+")
        }
        self.digits = isNumber && digits.count >= Self.fewestDigits ? digits : nil
    }

    /// Whether the client is one of those searched for.
    public func matches(_ profile: ClientProfile) -> Bool {
        matches(profile.name) || profile.phones.contains(where: matches)
    }

    /// Whether the member of staff is one of those searched for, by either name.
    public func matches(_ member: StaffMember) -> Bool {
        matches(member.fullName) || contains(FoldedText.fold(member.shortName.text))
    }

    /// Whether part of the name is what was typed, or is read so.
    public func matches(_ name: PersonName) -> Bool {
        let text = FoldedText.fold(name.text)
        return contains(text) || isRead(in: text)
    }

    /// Whether the phone ends in the digits typed.
    public func matches(_ phone: PhoneNumber) -> Bool {
        guard let digits else { return false }
        return phone.digits.utf8.reversed().starts(with: digits.reversed())
    }

    private func contains(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count >= folded.count else { return false }
            return (0...(bytes.count - folded.count)).contains { bytes[$0...].starts(with: folded) }
        }
    }

    /// Walks the name once, keeping every count of typed letters that the characters so far can account for: each by a
    /// whole syllable or by its initial, so that "lmei" is understood, too, and the last by any beginning of a syllable.
    private func isRead(in text: String) -> Bool {
        guard let pinyin, text.unicodeScalars.contains(where: { PinyinReadings.usual($0) != nil }) else { return false }
        var accounted: Set<Int> = []
        for position in NameReadings.positions(of: text) where !position.spellings.isEmpty {
            var next: Set<Int> = []
            for count in accounted.union([0]) {
                let rest = pinyin[count...]
                for spelling in position.spellings {
                    if spelling.starts(with: rest) { return true }
                    if rest.starts(with: spelling) { next.insert(count + spelling.count) }
                    guard position.hasInitial, rest.first == spelling.first else { continue }
                    next.insert(count + 1)
                    let isDouble = spelling.dropFirst().first == UInt8(ascii: "h") && spelling.count > 2
                    if isDouble, rest.dropFirst().first == UInt8(ascii: "h") { next.insert(count + 2) }
                }
            }
            accounted = next
        }
        return false
    }
}
