public import Counseling
import RecordStore
import Vault

public enum SettingDutyList: CrisisPurpose { public static let action = Action.setDutyList }

extension Visit where P == SettingDutyList {
    /// Says who is phoned in a crisis, in order.
    public func set(_ list: DutyList) throws {
        let transaction = try writing()
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        try compartments.prepareToWrite(practice, in: transaction)
        try records.write(
            list, .dutyList, record: FixedRecord.dutyList.id(in: session.chain.practice), in: practice, to: transaction)
    }
}

/// The duty list as it counts today.
public struct DutyRoster: Sendable {
    /// Those on it who are in service, the first to be phoned first.
    public let people: [DutyList.OnDuty]
    /// Those on it who are suspended or left: they are not to be phoned.
    public let absent: [ShortName]
}

extension RecordRoom {
    /// Who is phoned in a crisis; nil where nobody said. Everyone who works here may read it, as the settings.
    public func dutyRoster() throws(RoomError) -> DutyRoster? {
        try translating {
            try session.store.read { reading in
                let record = FixedRecord.dutyList.id(in: session.chain.practice)
                let newest = try Directors(session: session, reading: reading).newest(of: record, .dutyList)
                guard let list = try newest.map({ try DutyList(body: $0.body) }) else { return nil }
                let roll = try StaffRoll(chain: session.chain).everyone()
                let serving = Set(roll.filter { $0.standing == .active }.map(\.member.shortName))
                let out = Set(roll.map(\.member.shortName)).subtracting(serving)
                return DutyRoster(
                    people: list.people.filter { !out.contains($0.shortName) },
                    absent: list.people.map(\.shortName).filter(out.contains))
            }
        }
    }

    /// The short names of those who are phoned where there is no list: supervisors, then directors.
    public func onDutyWithoutList() -> [ShortName] {
        let roll = ((try? StaffRoll(chain: session.chain).everyone()) ?? []).filter { $0.standing == .active }
        let supervisors = roll.filter { $0.member.roles.contains(.supervisor) }
        let directors = roll.filter { $0.member.roles.contains(.director) && !$0.member.roles.contains(.supervisor) }
        return (supervisors + directors).map(\.member.shortName)
    }
}
