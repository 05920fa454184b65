import Counseling
import Practice
import RecordRoom

// Who may confirm a change of the staff, said truly where it is not any custodian.
extension CommandContext {
    /// What a change of somebody waits for.
    func awaited(_ entry: Identifier<Person>, _ name: String, in practice: OpenPractice, usually: Sentence) throws
        -> String
    {
        let shown = ["person": name, "id": name]
        guard let standIn = try practice.room.standIn(for: entry) else { return say(usually, shown) }
        let people = catalogue.list(standIn.committee.map(\.shortName.text))
        let all = shown.merging(["people": people]) { $1 }
        guard !standIn.committee.isEmpty else {
            return say(standIn.putsOut ? .standInNobody : .standInNobodyElse, shown)
        }
        if standIn.isNaming { return say(.standInNaming, all) }
        guard standIn.putsOut else { return say(.standInCommittee, all) }
        return say(standIn.isByCustodian ? .standInOne : .standInBoth, all)
    }

    /// What comes next where one custodian is left whom the committee stands beside.
    func vacancy(in practice: OpenPractice) -> [String] {
        practice.room.isCustodianPlaceVacant ? [say(.standInVacant)] : []
    }
}
