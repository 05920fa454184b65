import Counseling
import RecordRoom

// Keys that are on their way to whoever asks.
extension CommandContext {
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
