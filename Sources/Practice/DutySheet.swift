public import Counseling
import Foundation
public import RecordRoom

/// Who is phoned in a crisis, in clear on this workstation, because a locked one must show it (docs/decisions/0009): the list as the
/// director set it, without those who are not in service, and the practice's time zone, from which the emergency numbers follow.
/// Whoever can write to Keys/ can change it; every unlocked command puts it right again.
public struct DutySheet: Equatable, Sendable {
    public let timeZone: String?
    public let people: [DutyList.OnDuty]

    private static let format = "tacet-duty 1"

    /// The file's name in Keys/.
    static let name = "duty.txt"

    private static func file(_ folder: PracticeFolder) -> String { folder.keys + "/" + name }

    /// Empty where there is none.
    public init(in folder: PracticeFolder) {
        let lines = ((try? WholeFile.read(Self.file(folder), limit: 1 << 20)) ?? []).split(separator: 0x0a)
            .map { String(decoding: $0, as: UTF8.self).split(separator: " ", maxSplits: 2).map(String.init) }
        guard lines.first == Self.format.split(separator: " ").map(String.init) else {
            (timeZone, people) = (nil, [])
            return
        }
        timeZone = lines.first { $0.first == "zone" && $0.count > 1 }.map { $0[1] }
        people = lines.compactMap { words in
            guard words.count > 2, words[0] == "phone", let name = try? ShortName(words[1]) else { return nil }
            let parts = words[2].split(separator: "\t", maxSplits: 1).map(String.init)
            guard let number = parts.first, let phone = try? PhoneNumber(number) else { return nil }
            return DutyList.OnDuty(shortName: name, phone: phone, note: parts.count > 1 ? parts[1] : nil)
        }
    }

    init(_ people: [DutyList.OnDuty], timeZone: String) {
        self.timeZone = timeZone
        self.people = people
    }

    /// Written where it is not there or says something else. Best effort: the list itself is sealed in the practice.
    /// - Parameter beforeWriting: called where something is written, which may take a while
    func keep(in folder: PracticeFolder, beforeWriting: () -> Void = {}) {
        guard DutySheet(in: folder) != self else { return }
        beforeWriting()
        let lines =
            [Self.format, "zone " + (timeZone ?? "")]
            + people.map { "phone \($0.shortName.text) \($0.phone.text)" + ($0.note.map { "\t" + $0 } ?? "") }
        try? WholeFile.write(
            Array((lines.joined(separator: "\n") + "\n").utf8), to: Self.file(folder), mode: 0o644, replacing: true)
    }
}

extension OpenPractice {
    /// Brings this workstation's sheet to what the director set.
    public func keepDutySheet() throws(RoomError) {
        guard let roster = try room.dutyRoster() else {
            // A locked workstation tells times and numbers of the practice's zone also where nobody set a list.
            if DutySheet(in: folder).timeZone == nil {
                let sheet = DutySheet([], timeZone: try room.settings().timeZone)
                sheet.keep(in: folder) { room.letOthersWrite() }
            }
            return
        }
        let sheet = DutySheet(roster.people, timeZone: try room.settings().timeZone)
        sheet.keep(in: folder) { room.letOthersWrite() }
    }

    /// The desk of a workstation where nobody is unlocked.
    public static func lockedDesk(_ folder: PracticeFolder) throws -> LockedDesk {
        LockedDesk(try store(folder), surroundings: surroundings(folder))
    }
}
