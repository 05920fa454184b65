/// Which credentials a counselor needs: of each set at least one kind.
public struct RequiredCredentials: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    /// Each is satisfied by any of its kinds; all must be. In the order of `StaffCredential.Kind`, each kind once.
    public let sets: [[StaffCredential.Kind]]

    /// A certificate or a registration: what a counselor can show since national certification ended in 2017.
    public static let standard = RequiredCredentials([[.certificate, .registration]])

    private init(_ sets: [[StaffCredential.Kind]]) { self.sets = sets }

    /// Sets as they are typed: kinds with commas between.
    /// - Throws: `CounselingError.field("set", …)` for another word, or where there is none
    public init(typed: [String]) throws(CounselingError) {
        var sets: [[StaffCredential.Kind]] = []
        for text in typed {
            var kinds: Set<StaffCredential.Kind> = []
            for word in text.split(whereSeparator: { ",，、".contains($0) }) {
                guard let kind = StaffCredential.Kind(rawValue: String(word.filter { !$0.isWhitespace })) else {
                    throw .field("set", .unknown)
                }
                kinds.insert(kind)
            }
            guard !kinds.isEmpty else { throw .field("set", .missing) }
            let set = StaffCredential.Kind.allCases.filter(kinds.contains)
            if !sets.contains(set) { sets.append(set) }
        }
        guard !sets.isEmpty else { throw .field("set", .missing) }
        self.init(sets)
    }
}
