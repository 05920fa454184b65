import Counseling
import Practice
import RecordRoom

// Who may confirm a change of the staff, said truly where it is not any custodian.
extension CommandContext {
    /// What a change of somebody waits for.
    func awaited(_ entry: Identifier<Person>, _ name: String, in practice: OpenPractice, usually: Sentence) throws
        -> String
    {
        let shown = ["person": name, "id": name, "custodians": try custodians(besides: entry, in: practice)]
        guard let standIn = try practice.room.standIn(for: entry) else { return say(usually, shown) }
        func names(_ people: [StaffMember]) -> String { catalogue.list(people.map(\.shortName.text)) }
        let all = shown.merging(["people": names(standIn.committee)]) { $1 }
        if standIn.putsOut, !standIn.hasStoodIn {
            guard !standIn.committee.isEmpty else { return say(.standInNobody, shown) }
            return say(standIn.isByCustodian ? .standInOne : .standInBoth, all)
        }
        if standIn.isNaming, !standIn.committee.isEmpty { return say(.standInNaming, all) }
        let missing = standIn.missing
        let both = shown.merging([
            "custodians": names(missing.custodians ?? []), "people": names(missing.committee ?? []),
        ]) { $1 }
        if missing.committee?.isEmpty == true { return say(.standInNobodyElse, shown) }
        if missing.custodians?.isEmpty == true { return say(.standInNoCustodian, shown) }
        let sentence: Sentence =
            switch (missing.custodians != nil, missing.committee != nil) {
            case (true, true): .standInCustodianAndCommittee
            case (true, false): .standInCustodian
            case (false, true): .standInCommittee
            case (false, false): usually
            }
        return say(sentence, both)
    }

    /// A refusal whose hint names a command about somebody, with their name in it.
    func naming(_ entry: StaffEntry, _ error: any Error) -> any Error {
        switch error {
        case RoomError.changeIsWaiting: FaultText.changeWaiting(of: entry.member.shortName.text)
        case RoomError.noRoleLeft: FaultText.noRole(of: entry.member.shortName.text)
        default: error
        }
    }

    /// Who can confirm what this person signed about somebody: the other custodians.
    func custodians(besides entry: Identifier<Person>, in practice: OpenPractice) throws -> String {
        let own = try practice.room.ownEntry().id
        let others = try practice.room.roll().filter {
            $0.standing == .active && $0.member.roles.contains(.custodian) && $0.id != own && $0.id != entry
        }
        return catalogue.list(others.map(\.member.shortName.text).sorted())
    }

    /// Before a director changes something of somebody whom custodians alone proposed as director: that goes with it.
    func announceReplaced(_ person: Identifier<Person>, _ name: String, in practice: OpenPractice) throws {
        guard let proposer = try practice.room.standIn(for: person)?.proposer else { return }
        try announce(.standInReplaced, ["person": name, "signer": proposer.shortName.text])
    }

    /// What comes next where one custodian is left whom the committee stands beside.
    func vacancy(in practice: OpenPractice) -> [String] {
        practice.room.isCustodianPlaceVacant ? [say(.standInVacant)] : []
    }
}
