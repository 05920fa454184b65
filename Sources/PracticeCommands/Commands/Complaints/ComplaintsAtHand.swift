import Counseling
import Foundation
import Practice
import RecordRoom

// What `today` and `status` say of complaints, to those whose step it is. Whoever a complaint is about cannot open it, and so it
// is in none of these numbers.
extension CommandContext {
    /// The steps that this person has to take, with their days, and whether what there is of complaints is as it should be. That
    /// they cannot be looked up keeps nobody from the rest, but an alteration is not passed over.
    func complaintSteps(
        _ practice: OpenPractice
    ) throws -> (steps: [ComplaintEntry], stranded: [Identifier<Complaint>], areSound: Bool) {
        let overview: ComplaintOverview?
        switch Result(catching: { try practice.room.complaintsAtHand() }) {
        case .success(let found): overview = found
        case .failure(let error): return ([], [], FaultText(error, catalogue).status != .integrity)
        }
        guard let overview else { return ([], [], true) }
        let areSound = overview.unreadable == 0 && overview.withheld.isEmpty && overview.lost == 0
        let stranded = overview.stranded + overview.left
        guard !overview.entries.isEmpty else { return ([], stranded, areSound) }
        let me = try practice.room.ownEntry().id
        let view = try ComplaintView(practice, self)
        let steps = overview.entries.filter { entry in
            overview.mayTakeStep(in: entry) && (entry.next.map { view.hands(entry, $0).contains(me) } ?? false)
        }
        return (steps, stranded, areSound)
    }

    /// One line where complaints are not as they should be: else it would be said that nothing waits.
    func complaintsUnsound(_ areSound: Bool) -> [String] { areSound ? [] : [say(.complaintsUnsound)] }

    /// One line where nobody may handle what this person holds, or none: nobody else may know of it.
    func complaintsStranded(_ ids: [Identifier<Complaint>]) -> [String] {
        ids.isEmpty ? [] : [say(.complaintsStranded, ["count": "\(ids.count)"])]
    }

    /// Those of them whose day has gone by.
    func overdue(_ steps: [ComplaintEntry], _ practice: OpenPractice) throws -> [ComplaintEntry] {
        let today = WorkingDays(zone: try times(practice).zone.identifier).day(of: .now)
        return steps.filter { $0.isOverdue(on: today) }
    }

    /// One line, or none.
    func complaintsOverdue(_ overdue: [ComplaintEntry]) -> [String] {
        guard let first = ComplaintNextCommand.first(overdue) else { return [] }
        return [say(.complaintStepsOverdue, ["count": "\(overdue.count)", "id": receipt(first.id)])]
    }

    /// One line for those that are not overdue yet, or none.
    func complaintsWaiting(_ steps: [ComplaintEntry], _ overdue: [ComplaintEntry]) -> [String] {
        let late = Set(overdue.map(\.id))
        let waiting = steps.filter { !late.contains($0.id) }
        guard let first = ComplaintNextCommand.first(waiting) else { return [] }
        return [say(.complaintStepsWaiting, ["count": "\(waiting.count)", "id": receipt(first.id)])]
    }

    func json(_ steps: [ComplaintEntry], overdue: [ComplaintEntry]) -> JSONValue {
        let late = Set(overdue.map(\.id))
        return .array(
            steps.map { entry in
                .object([
                    "id": .string(entry.id.hex), "receipt": .string(receipt(entry.id)),
                    "step": .optional(entry.next?.act.rawValue), "due": .optional(entry.due?.text),
                    "overdue": .boolean(late.contains(entry.id)),
                ])
            })
    }
}
