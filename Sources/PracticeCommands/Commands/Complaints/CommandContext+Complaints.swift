import Counseling
import Foundation
import Practice
import RecordRoom

// Complaints: what a command of a committee member begins with, and what it shows.
extension CommandContext {
    /// How much of a receipt's number is shown: enough to stay unique for years.
    static var receiptCharacters: Int { 8 }

    /// Looks whether something was handed in to the committee since this person last left, and says so. Best effort: it must
    /// not keep anybody from what they came for.
    func tellOfComplaints(_ practice: OpenPractice) throws {
        guard (try? practice.room.complaintsMayWait()) == true, let overview = try? complaints(in: practice) else {
            return
        }
        if overview.hasNew { try announce(.complaintWaits) }
        if !overview.stranded.isEmpty { try announce(.complaintStranded, ["ids": receipts(overview.stranded)]) }
        if !overview.left.isEmpty { try announce(.complaintLeft, ["ids": receipts(overview.left)]) }
    }

    /// Takes up what waits for this person, and gives all complaints that they can open.
    func complaints(in practice: OpenPractice) throws -> ComplaintOverview {
        try practice.room.lookForComplaints()
    }

    /// The complaint that was meant, among those that this person can open: any other is not there.
    func complaint(_ typed: String, of overview: ComplaintOverview, in practice: OpenPractice) throws -> ComplaintEntry
    {
        let meant = try meant(typed, .complaints, in: practice)
        // A typing mistake is told apart from "not found" whether or not there is any complaint.
        guard try !Identifier<Complaint>.characters(typed: meant).isEmpty else {
            throw CounselingError.identifier(.empty)
        }
        let found = try overview.entries.map(\.id).filter { try $0.matches(prefix: meant) }
        if found.isEmpty, let fault = try unopened(meant, of: overview, in: practice) { throw fault }
        let id = try one(found, typed: typed)
        guard let entry = overview.entries.first(where: { $0.id == id }) else { throw RoomError.notFound(.complaint) }
        return entry
    }

    /// The same for whoever looks at one: of what they are out of by their own act they are told that, and nothing of what is in it.
    func complaintToRead(
        _ typed: String, of overview: ComplaintOverview, in practice: OpenPractice
    ) throws -> ComplaintEntry {
        do { return try complaint(typed, of: overview, in: practice) } catch {
            guard FaultText(error, catalogue).code == "not-found" else { throw error }
            throw try explained(error, complaint: typed, in: practice) { ids in
                CommandFault(.notFound, "not-found", .complaintLeftReading, ["ids": ids], hint: .complaintLeftHint)
            }
        }
    }

    /// Where a complaint is not there for somebody who is out of it, or may be, by their own act. It rests on what they drew and signed
    /// themself: whom one is about has neither, and is told what anybody is.
    /// - Parameters:
    ///   - error: that it is not there
    ///   - left: what is said of the one that they drew
    func explained(
        _ error: any Error, complaint typed: String, in practice: OpenPractice, left: (String) -> CommandFault
    ) throws -> any Error {
        let out = try practice.room.visit(for: ReadingComplaints.self, about: .complaints) { try $0.leftByOneself() }
        let meant = try meant(typed, .complaints, in: practice)
        let those = out.drawn.filter { (try? $0.matches(prefix: meant)) == true }
        guard those.isEmpty else { return left(receipts(those)) }
        let count = out.drawn.count + out.others
        guard count > 0 else { return error }
        var fault = FaultText.fault(error, catalogue)
        (fault.hint, fault.hintArguments) = (.complaintLeftSome, ["count": "\(count)"])
        return fault
    }

    /// What the list tells of a complaint that this person knows of and cannot open; nil for one of which it tells nothing.
    private func unopened(
        _ meant: String, of overview: ComplaintOverview, in practice: OpenPractice
    ) throws -> CommandFault? {
        func those(_ ids: [Identifier<Complaint>]) throws -> [String: String]? {
            let ids = try ids.filter { try $0.matches(prefix: meant) }
            return ids.isEmpty ? nil : ["ids": receipts(ids)]
        }
        if let ids = try those(overview.withheld) {
            return CommandFault(.integrity, "complaint-withheld", .complaintWithheld, ids)
        }
        if let ids = try those(overview.waiting) {
            return CommandFault(.tryAgain, "complaint-not-taken-up", .complaintNotTakenUp, ids)
        }
        if let ids = try those(overview.stranded) {
            return CommandFault(.tryAgain, "complaint-stranded", .complaintStranded, ids)
        }
        if overview.lost > 0 {
            return CommandFault(.integrity, "complaint-withheld", .complaintLost, ["count": "\(overview.lost)"])
        }
        // Of one that cannot be read nobody can tell whether it is the one that was meant.
        guard overview.unreadable + overview.unknown > 0 else { return nil }
        return CommandFault(
            .integrity, "altered", overview.unreadable > 0 ? .complaintUnreadable : .statusThreadsUnknown,
            [
                "count": "\(overview.unreadable > 0 ? overview.unreadable : overview.unknown)",
                "person": practice.identity.shortName,
            ])
    }

    /// What somebody keeps from this person, in a line each.
    func kept(from overview: ComplaintOverview, in practice: OpenPractice) -> [String] {
        unread((overview.unreadable, overview.unknown), .complaintUnreadable, in: practice)
            + (overview.withheld.isEmpty ? [] : [say(.complaintWithheld, ["ids": receipts(overview.withheld)])])
            + (overview.lost == 0 ? [] : [say(.complaintLost, ["count": "\(overview.lost)"])])
    }

    func receipt(_ id: Identifier<Complaint>) -> String { id.shortForm(characters: Self.receiptCharacters) }

    func receipts(_ ids: [Identifier<Complaint>]) -> String { catalogue.list(ids.map(receipt)) }
}

/// Shows complaints to those who can open them.
struct ComplaintView {
    let context: CommandContext
    let times: TimeText
    private let names: [Identifier<Person>: String]

    init(_ practice: OpenPractice, _ context: CommandContext) throws {
        self.context = context
        times = try context.times(practice)
        names = Dictionary(try practice.room.roll().map { ($0.id, $0.member.shortName.text) }) { first, _ in first }
    }

    func name(_ person: Identifier<Person>) -> String { names[person] ?? person.shortForm(characters: 4) }
    func list(_ people: some Sequence<Identifier<Person>>) -> String { context.catalogue.list(people.map(name)) }

    func against(_ respondent: ComplaintRespondent) -> String {
        switch respondent {
        case .person(let id): name(id)
        case .service: context.say(.complaintAgainstService)
        case .unknown: context.say(.complaintAgainstNobody)
        }
    }

    func day(_ day: CalendarDate) -> String { times.day(CivilDay(daysSinceEpoch: day.daysSince1970)) }

    // MARK: what is overdue

    var today: CalendarDate { WorkingDays(zone: times.zone.identifier).day(of: .now) }

    /// A day, marked where it is the one by which the next step was due and has gone by.
    func day(_ day: CalendarDate, dueIn entry: ComplaintEntry) -> String {
        guard entry.due == day, entry.isOverdue(on: today) else { return self.day(day) }
        return context.say(.complaintOverdueMark, ["day": self.day(day)])
    }

    // MARK: what comes next

    func due(_ next: ComplaintNext) -> String {
        guard let due = next.due, let origin = next.origin else { return context.say(.complaintDueOpen) }
        return context.say(.complaintDueBy, ["day": day(due), "origin": context.say(origin.sentence)])
    }

    /// The step in words; of a recusal also whose, so that nobody takes it for their own.
    func step(_ next: ComplaintNext, of entry: ComplaintEntry) -> String {
        guard next.act == .recuse, !entry.gone.isEmpty else { return context.say(next.act.sentence) }
        return context.say(.complaintActRecuseWhom, ["people": list(entry.gone)])
    }

    /// The people whose turn it is.
    func hands(_ entry: ComplaintEntry, _ next: ComplaintNext) -> [Identifier<Person>] {
        switch (next.hand, next.act) {
        case (.panel, .vote): entry.complaint.unvoted
        case (.panel, _): entry.complaint.panel.filter { !entry.out.contains($0) }
        case (.member, _): entry.people
        }
    }

    func next(_ entry: ComplaintEntry) -> [String] {
        let id = context.receipt(entry.id)
        guard let next = entry.next else { return [context.say(.complaintNextNone, ["id": id])] }
        var lines = [
            context.say(
                .complaintNextLine,
                [
                    "id": id, "stage": context.say(entry.complaint.stage.sentence),
                    "step": step(next, of: entry), "due": due(next),
                ]),
            entry.isStranded
                ? context.say(.complaintLeft, ["ids": id])
                : context.say(.complaintNextHand, ["people": list(hands(entry, next))]),
        ]
        if let due = entry.due, entry.isOverdue(on: today) {
            lines.insert(context.say(.complaintOverdueLine, ["day": day(due)]), at: 1)
        }
        if let until = next.answersUntil, entry.complaint.stage == .shared {
            lines.append(context.say(.complaintNextAnswers, ["day": day(until)]))
        }
        // Right behind the step that it is about.
        if let from = waitsUntil(next) {
            lines.append(context.say(.complaintNextFrom, ["day": day(from), "step": step(next, of: entry)]))
        }
        if next.act == .recuse {
            lines.append(context.say(.complaintNextGone, ["people": list(entry.gone), "id": id]))
        }
        if let told = toldOn(entry) { lines.append(context.say(.complaintToldOn, told)) }
        if entry.complaint.decision == nil, next.due != entry.decideBy {
            lines.append(context.say(.complaintNextDecide, ["day": day(entry.decideBy)]))
        }
        if next.act == .seat, Set(entry.eligible + entry.complaint.panel).count < Complaint.smallestPanel {
            lines.append(context.say(entry.complaint.votes.isEmpty ? .complaintNextFewer : .complaintNextFewerVoted))
        }
        return lines
    }

    /// Who said when the respondent was told; nil where nobody can correct it any more, or has yet to say it.
    func toldOn(_ entry: ComplaintEntry) -> [String: String]? {
        let complaint = entry.complaint
        guard complaint.stage == .shared, !complaint.dayStands, let day = complaint.sharedOn,
            let by = complaint.sharedBy
        else { return nil }
        return ["id": context.receipt(entry.id), "day": self.day(day), "person": name(by)]
    }

    /// The day from which the step can be taken, where that is yet to come.
    func waitsUntil(_ next: ComplaintNext) -> CalendarDate? {
        let today = self.today
        return next.notBefore.flatMap { $0 > today ? $0 : nil }
    }

    func json(next entry: ComplaintEntry) -> JSONValue {
        guard let next = entry.next else { return .null }
        return .object([
            "step": .string(next.act.rawValue), "due": .optional(next.due?.text),
            "countedFrom": .optional(next.origin?.rawValue), "answersUntil": .optional(next.answersUntil?.text),
            "notBefore": .optional(next.notBefore?.text),
            "people": .array(hands(entry, next).map { .string(name($0)) }),
            "overdue": .boolean(entry.isOverdue(on: today)),
        ])
    }

    // MARK: one complaint

    func json(_ entry: ComplaintEntry, withText: Bool) -> JSONValue {
        let (complaint, filing) = (entry.complaint, entry.complaint.filing)
        func people(_ list: some Sequence<Identifier<Person>>) -> JSONValue { .array(list.map { .string(name($0)) }) }
        func texts(_ list: [String]) -> JSONValue { .array(list.map { .string($0) }) }
        let against: String =
            switch filing.against {
            case .person(let id): name(id)
            case .service: "service"
            case .unknown: "unknown"
            }
        var fields: [String: JSONValue] = [
            "id": .string(entry.id.hex), "receipt": .string(context.receipt(entry.id)),
            "stage": .string(complaint.stage.rawValue), "track": .optional(complaint.track?.rawValue),
            "by": .string(filing.by.rawValue), "against": .string(against),
            "received": .string(times.rfc3339(filing.at.date)), "sexualMisconduct": .boolean(filing.sexualMisconduct),
            "feeDispute": .boolean(filing.feeDispute), "next": json(next: entry),
            "due": .optional(entry.due?.text), "overdue": .boolean(entry.isOverdue(on: today)),
            "decideBy": .string(entry.decideBy.text), "panel": people(complaint.panel), "readers": people(entry.people),
            "eligible": people(entry.eligible), "chair": .optional(entry.chair.map(name)),
            "gone": people(entry.gone),
        ]
        guard withText else { return .object(fields) }
        fields["text"] = .string(filing.text)
        fields["name"] = .optional(filing.name)
        fields["contact"] = .optional(filing.contact)
        fields["summary"] = .optional(complaint.triage?.summary)
        fields["allegations"] = texts(complaint.triage?.allegations ?? [])
        fields["panelPutOut"] = people(entry.missing)
        fields["panelInConflict"] = people(entry.conflicted)
        fields["irregular"] = .array(complaint.irregular.map { .number(Int($0)) })
        if let decision = complaint.decision {
            fields["decision"] = .object([
                "outcome": .string(decision.outcome.rawValue), "reasons": .string(decision.reasons),
                "remedies": texts(decision.remedies), "lessons": texts(decision.lessons),
                "withdrawnBy": .optional(decision.withdrawnBy?.rawValue),
                "withdrawnOn": .optional(decision.withdrawnOn?.text),
            ])
        }
        fields["events"] = .array(
            complaint.events.map { event in
                var members: [String: JSONValue] = [
                    "number": .number(Int(event.number)), "event": .string(event.what.word),
                    "at": .string(times.rfc3339(event.at.date)), "author": .string(name(event.by)),
                ]
                switch event.what {
                case .seated(let panel, _): members["members"] = people(panel)
                case .recused(let member, _): members["member"] = .string(name(member))
                case .shared(let on), .communicated(let on): members["on"] = .string(on.text)
                case .finding(let text): members["text"] = .string(text)
                case .vote(let verdict): members["verdict"] = .string(verdict.rawValue)
                case .received, .acknowledged, .triaged, .decided, .closed: break
                }
                return .object(members)
            })
        return .object(fields)
    }
}
