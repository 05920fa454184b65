import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

/// The steps of a complaint: each command names one, `complaint next` asks for the one that is due.
enum ComplaintStep {
    /// Finds the complaint, makes the event of what was given or asked, and records it.
    /// - Parameter absent: what is said where there is none, of the error that says so
    static func take(
        _ typed: String, _ context: CommandContext,
        orAbsent absent: (OpenPractice, any Error, CommandContext) throws -> any Error = { _, error, _ in
            error
        },
        _ make: (ComplaintEntry, ComplaintView, OpenPractice) throws -> ComplaintEvent
    ) throws -> Reply {
        try context.inPractice { practice in
            let overview = try context.complaints(in: practice)
            let entry: ComplaintEntry
            do { entry = try context.complaint(typed, of: overview, in: practice) } catch {
                guard FaultText.fault(error, context.catalogue).status == .notFound else { throw error }
                throw try absent(practice, error, context)
            }
            let view = try ComplaintView(practice, context)
            let event: ComplaintEvent
            do { event = try make(entry, view, practice) } catch { throw explained(error, nil, entry, view, context) }
            return try record(event, in: entry, view, practice, context)
        }
    }

    static func record(
        _ event: ComplaintEvent, in entry: ComplaintEntry, _ view: ComplaintView, _ practice: OpenPractice,
        _ context: CommandContext
    ) throws -> Reply {
        guard let subject = Subject.step(event, in: entry.id), let act = event.act else {
            throw RoomError.internalFault("a complaint's step")
        }
        let id = context.receipt(entry.id)
        let me = try practice.room.ownEntry().id
        do {
            try requirePossible(event, act, me, entry, view, context)
            try tellBefore(event, act, id, entry, view, context)
            try practice.room.visit(for: ActingOnComplaint.self, about: subject) { try $0.record(event) }
        } catch { throw explained(error, event, entry, view, context, by: me) }
        context.typed.filed()
        let stays = !event.named.contains(me) || !event.isRecusal
        let belongs = event.isSeating ? (entry.complaint.panel + event.named).contains(me) : stays
        return Reply(
            lines: [context.say(done(event, belongs: belongs), ["id": id])],
            json: .object(["id": .string(entry.id.hex), "event": .string(event.word), "belongs": .boolean(belongs)]),
            remarks: belongs && event != .closed ? [context.say(.complaintListNext, ["id": id])] : [])
    }

    /// A refusal that depends on how far the complaint is says so, and from when or what instead. Its hint names the complaint.
    /// - Parameter event: what was refused; nil where it was not made yet
    private static func explained(
        _ error: any Error, _ event: ComplaintEvent?, _ entry: ComplaintEntry, _ view: ComplaintView,
        _ context: CommandContext, by me: Identifier<Person>? = nil
    ) -> any Error {
        guard case RoomError.denied(let rule) = error else { return error }
        let id = context.receipt(entry.id)
        switch rule {
        case .notCommittee where entry.isStranded:
            return CommandFault(
                .notAllowed, "not-committee", .ruleNotCommittee, hint: .complaintLeft, ["ids": id])
        case .answerTimeRuns:
            guard let next = entry.next, let until = next.answersUntil, let from = next.notBefore else { return error }
            return CommandFault(
                .tryAgain, "answer-time-runs", .ruleAnswerTime, hint: .ruleAnswerTimeUntil,
                ["day": view.day(until), "from": view.day(from)])
        case .complaintStepNotDue: return notDue(.ruleStepNotDue, entry, view, context)
        case .outcomeDoesNotFit:
            return event?.outcome.map { misfit($0, entry, context) } ?? error
        case .conflictOfInterest:
            // Not of whoever acts, but of somebody whom they named.
            guard let me, entry.eligible.contains(me), let event, event.isSeating else { break }
            let people = event.named.filter { !entry.eligible.contains($0) }
            return CommandFault(
                .notAllowed, "conflict-of-interest", .ruleConflict, hint: .ruleConflictNamed,
                ["people": view.list(people), "eligible": view.list(entry.eligible)])
        default: break
        }
        var fault = FaultText.denied(rule, context.catalogue)
        guard fault.hintArguments["id"] != nil else { return error }
        fault.hintArguments["id"] = id
        return fault
    }

    /// A step that does not follow, with the one that does.
    private static func notDue(
        _ sentence: Sentence, _ entry: ComplaintEntry, _ view: ComplaintView, _ context: CommandContext
    ) -> CommandFault {
        let id = context.receipt(entry.id)
        guard let next = entry.next else {
            return CommandFault(.tryAgain, "step-not-due", sentence, hint: .complaintNextNone, ["id": id])
        }
        return CommandFault(
            .tryAgain, "step-not-due", sentence, hint: .ruleStepNotDueNow,
            [
                "id": id, "stage": context.say(entry.complaint.stage.sentence),
                "step": view.step(next, of: entry),
            ])
    }

    /// An outcome that is not this complaint's, with the one that is, or the way that it goes.
    private static func misfit(
        _ outcome: ComplaintOutcome, _ entry: ComplaintEntry, _ context: CommandContext
    ) -> CommandFault {
        let plain = FaultText.denied(.outcomeDoesNotFit, context.catalogue)
        if outcome == .mediated, let track = entry.complaint.track {
            return CommandFault(
                plain.status, plain.code, .ruleOutcomeMediated, ["track": context.say(track.sentence)],
                hint: .ruleStepNotDueHint, ["id": context.receipt(entry.id)])
        }
        guard let carried = entry.complaint.carried else { return plain }
        return CommandFault(
            plain.status, plain.code, .ruleOutcomeCarried,
            ["verdict": context.say(carried.sentence), "choice": carried.rawValue], hint: .ruleOutcomeCarriedHint,
            ["id": context.receipt(entry.id)])
    }

    /// What the door would refuse whatever is answered is refused before anything is told or asked. All of it is judged there
    /// again; whom it refuses for a conflict of interest or for standing beside the panel hears that first.
    private static func requirePossible(
        _ event: ComplaintEvent, _ act: ComplaintAct, _ me: Identifier<Person>, _ entry: ComplaintEntry,
        _ view: ComplaintView, _ context: CommandContext
    ) throws {
        let complaint = entry.complaint
        // A command that was cut off is repeated: what stands is said, and not refused as something else.
        if case .recused(let person, _) = event, complaint.recused.contains(person) {
            throw CommandFault(
                .tryAgain, "recused-already", .complaintRecusedAlready,
                ["person": view.name(person), "id": context.receipt(entry.id)], hint: .ruleStepNotDueHint,
                ["id": context.receipt(entry.id)])
        }
        guard entry.eligible.contains(me), complaint.allows(act, by: me) || !complaint.allows(act) else { return }
        try requireDue(act, entry, view, context)
        try complaint.check(event)
        if case .shared = event, complaint.dayStands { throw RoomError.denied(rule: .dayStands) }
        guard case .seated(let named, _) = event, Set(named).isSubset(of: entry.eligible) else { return }
        guard Set(complaint.panel + named).count >= Complaint.smallestPanel else {
            throw RoomError.denied(rule: .panelTooSmall)
        }
        guard complaint.hasRoom(for: named) else { throw RoomError.denied(rule: .panelStands) }
    }

    private static func tellBefore(
        _ event: ComplaintEvent, _ act: ComplaintAct, _ id: String, _ entry: ComplaintEntry, _ view: ComplaintView,
        _ context: CommandContext
    ) throws {
        let isSeated = context.terminal.inputIsTerminal && !context.options.json
        switch event {
        case .seated(let people, _):
            // Who sits already reads on.
            let seated = entry.complaint.panel
            let panel = seated + people.filter { !seated.contains($0) }
            try context.announce(.complaintPanelBefore, ["people": view.list(panel), "id": id])
            if isSeated { try context.confirm(.complaintQuestion) }
        case .recused(let person, _):
            // Nobody can be let in again by themself: it wants a yes, also from a script.
            try context.confirm(
                .complaintQuestion, because: .complaintRecuseBefore, ["person": view.name(person), "id": id])
        case .shared(let day) where view.toldOn(entry) != nil:
            guard let before = entry.complaint.sharedOn, let by = entry.complaint.sharedBy else { return }
            try context.announce(
                .complaintShareCorrects,
                ["id": id, "day": view.day(day), "before": view.day(before), "person": view.name(by)])
            if isSeated { try context.confirm(.complaintQuestion) }
        case .vote(let verdict):
            if let told = view.toldOn(entry) { try context.announce(.complaintToldOn, told) }
            try context.announce(.complaintVoteBefore, ["id": id, "verdict": context.say(verdict.sentence)])
            if isSeated { try context.confirm(.complaintQuestion) }
        case .decided(let decision):
            guard let by = decision.withdrawnBy, let on = decision.withdrawnOn else { fallthrough }
            // It ends without a panel, on the word of one member: it wants a yes, also from a script.
            try context.confirm(
                .complaintQuestion, because: .complaintWithdrawBefore,
                ["id": id, "person": context.say(by.sentence), "day": view.day(on)])
        default: try context.announce(.complaintStepBefore, ["id": id, "step": context.say(act.sentence)])
        }
    }

    private static func done(_ event: ComplaintEvent, belongs: Bool) -> Sentence {
        switch event {
        case .received, .acknowledged: .complaintDoneAcknowledged
        case .triaged: .complaintDoneTriaged
        case .seated: belongs ? .complaintDoneSeated : .complaintDoneSeatedWithout
        case .recused: .complaintDoneRecused
        case .shared: .complaintDoneShared
        case .finding: .complaintDoneFinding
        case .vote: .complaintDoneVote
        case .decided: .complaintDoneDecided
        case .communicated: .complaintDoneCommunicated
        case .closed: .complaintDoneClosed
        }
    }

    // MARK: what is given or asked

    /// A step that does not follow is not asked for; the door would refuse it after all the typing.
    static func requireDue(
        _ act: ComplaintAct, _ entry: ComplaintEntry, _ view: ComplaintView, _ context: CommandContext
    ) throws {
        let complaint = entry.complaint
        guard !complaint.allows(act) else { return }
        let isTooLate = act == .settle && complaint.decision == nil && !complaint.votes.isEmpty
        throw notDue(isTooLate ? .ruleWithdrawnAfterVote : .ruleStepNotDue, entry, view, context)
    }

    static func day(_ typed: String?, _ practice: OpenPractice) throws -> CalendarDate {
        guard let typed, !typed.isEmpty else {
            return WorkingDays(zone: try practice.room.settings().timeZone).day(of: .now)
        }
        guard let day = CalendarDate(typed) else { throw CounselingError.field("on", .malformed(.date)) }
        return day
    }

    static func people(
        _ typed: [String], _ practice: OpenPractice, _ context: CommandContext
    ) throws -> [Identifier<Person>] {
        let roll = try practice.room.roll()
        return try typed.map { name in
            guard let found = context.named(name, among: roll) else {
                throw context.noPerson(name, among: roll)
            }
            return found.id
        }
    }

    static func askTriage(
        _ entry: ComplaintEntry, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> ComplaintTriage {
        let complaint = entry.complaint
        let form = try context.form(UnfinishedText(.complaintTriage, about: entry.id.hex), in: practice)
        let track = try form.choice("track", .complaintAskTrack, of: ComplaintTrack.self)
        guard complaint.allows(track) else { throw CounselingError.field("track", .notMediable) }
        guard complaint.mayWait || track != .ordinary else {
            throw CounselingError.field("track", .notAChoice([ComplaintTrack.sameDay.rawValue]))
        }
        try context.announce(.complaintAskSummary)
        let fields: [String: JSONValue] = [
            "track": .string(track.rawValue), "summary": .string(try form.text()),
            "allegations": .array(try form.lines("allegations", .complaintAskAllegation).map { .string($0) }),
        ]
        return try ComplaintTriage.read(json: Array(JSONValue.object(fields).rendered().utf8))
    }

    static func askDecision(
        _ entry: ComplaintEntry, _ view: ComplaintView, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> ComplaintDecision {
        let form = try context.form(UnfinishedText(.complaintDecision, about: entry.id.hex), in: practice)
        let outcome = try form.choice("outcome", .complaintAskOutcome, of: ComplaintOutcome.self)
        // What would be refused is refused before the reasons are typed.
        if outcome == .withdrawn { try requireDue(.settle, entry, view, context) }
        guard entry.complaint.allows(outcome) || outcome != .mediated && entry.complaint.carried == nil else {
            throw misfit(outcome, entry, context)
        }
        var withdrawal: [String: JSONValue] = [:]
        if outcome == .withdrawn {
            withdrawal["withdrawnBy"] = .string(
                try form.choice("withdrawnBy", .complaintAskWithdrawnBy, of: ComplaintFiler.self).rawValue)
            withdrawal["withdrawnOn"] = .string(
                try form.line("withdrawnOn", .complaintAskWithdrawnOn, required: true))
        }
        try context.announce(.complaintAskReasons)
        let fields: [String: JSONValue] = [
            "outcome": .string(outcome.rawValue), "reasons": .string(try form.text()),
            "remedies": .array(try form.lines("remedies", .complaintAskRemedy).map { .string($0) }),
            "lessons": .array(try form.lines("lessons", .complaintAskLesson).map { .string($0) }),
        ]
        let all = JSONValue.object(fields.merging(withdrawal) { made, _ in made })
        return try ComplaintDecision.read(json: Array(all.rendered().utf8))
    }

    static func askFinding(
        _ entry: ComplaintEntry, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> String {
        let form = try context.form(UnfinishedText(.complaintFinding, about: entry.id.hex), in: practice)
        try context.announce(.complaintAskFinding)
        return try ComplaintFinding.read(text: try form.text())
    }
}

extension ComplaintEvent {
    fileprivate var isRecusal: Bool { if case .recused = self { true } else { false } }
    fileprivate var isSeating: Bool { if case .seated = self { true } else { false } }
}
