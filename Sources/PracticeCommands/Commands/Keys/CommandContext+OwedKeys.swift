import Counseling
import RecordRoom

// Keys that are on their way to whoever asks, and people who are on theirs.
extension CommandContext {
    /// Who was admitted and has not come in yet.
    func tell(notWelcomed people: [StaffEntry]) -> [String] {
        people.isEmpty
            ? []
            : [
                say(
                    .staffNotWelcomed,
                    [
                        "people": catalogue.list(people.map(\.member.shortName.text)),
                        "person": people[0].member.shortName.text,
                    ])
            ]
    }

    /// What a list of clients or cases leaves out because the newest keys have not come yet; `status` says from whom.
    func unopened(_ files: Int) -> [String] {
        files > 0 ? [say(.clientFilesUnopened, ["count": "\(files)"])] : []
    }

    func waiting(_ owed: OwnOwedKeys) -> [String] {
        guard owed.count > 0 else { return [] }
        let count = "\(owed.count)"
        guard !owed.holders.isEmpty else { return [say(.statusOwnKeysOwed, ["count": count])] }
        return [
            say(
                .statusOwnKeysOwedFrom,
                ["count": count, "people": catalogue.list(owed.holders.map(\.member.shortName.text))])
        ]
    }
}
