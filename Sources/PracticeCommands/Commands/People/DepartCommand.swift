import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct StaffDepart: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "depart", abstract: HelpLanguage.text(.helpStaffDepart),
            discussion: HelpLanguage.text(.helpStaffDepartMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPerson)) var person: String
    @Option(help: .text(.optionSuccessor, valueName: "short-name")) var to: String?
    @Option(name: .customLong("case"), help: .text(.optionCaseSuccessor, valueName: "case=short-name"))
    var cases: [String] = []
    @Flag(help: .text(.optionLeaveUnsigned)) var leaveUnsigned = false
    @Option(help: .text(.optionFromReason, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try from == nil ? nil : context.reason(from)
        return try context.inPractice { practice in
            let entry = try context.person(person, in: practice)
            let plan = try DeparturePlan(to: to, cases: cases, context, practice)
            if entry.id == (try practice.room.ownEntry().id) {
                return try LeaverHandsOver(
                    entry: entry, plan: plan, leavesUnsigned: leaveUnsigned, context: context, practice: practice
                ).reply()
            }
            return try DirectorEnds(entry: entry, plan: plan, reason: given, context: context, practice: practice)
                .reply()
        }
    }
}

/// Who takes over what.
struct DeparturePlan {
    let all: StaffEntry?
    let named: [Identifier<CounselingCase>: StaffEntry]

    init(to: String?, cases: [String], _ context: CommandContext, _ practice: OpenPractice) throws {
        all = try to.map { try context.person($0, in: practice) }
        var named: [Identifier<CounselingCase>: StaffEntry] = [:]
        for pair in cases {
            guard let mark = pair.lastIndex(of: "="), pair.startIndex < mark else {
                throw CommandFault(
                    .badInput, "bad-field", .faultField,
                    ["field": "case", "reason": context.say(.departReasonPair)], hint: .faultFieldHint)
            }
            let id = try context.counselingCase(String(pair[..<mark]), in: practice)
            named[id] = try context.person(String(pair[pair.index(after: mark)...]), in: practice)
        }
        self.named = named
    }

    func successor(of id: Identifier<CounselingCase>) -> StaffEntry? { named[id] ?? all }

    /// Whoever cannot take a case is named before anything is said to go to them.
    func requireCounselors(for cases: [HandoverCase], _ context: CommandContext) throws {
        for successor in cases.compactMap({ successor(of: $0.id) })
        where successor.standing != .active || successor.member.roles.isDisjoint(with: [.counselor, .trainee]) {
            throw context.notCounseling(successor)
        }
    }

    /// Hands over case by case, each in an act of its own: what is done stays done, whatever ends the command.
    func handOver(
        _ cases: [HandoverCase], from leaver: StaffEntry, _ context: CommandContext, _ practice: OpenPractice
    ) throws -> [JSONValue] {
        var done: [JSONValue] = []
        for (index, one) in cases.enumerated() {
            guard let successor = successor(of: one.id) else { continue }
            do {
                try practice.room.visit(
                    for: HandingOverCase.self, about: .handover(one.id, from: leaver.id, to: successor.id)
                ) { try $0.handOver() }
            } catch { throw context.explained(error, counselor: successor, in: practice) }
            try context.announce(
                .departHanded,
                [
                    "number": "\(index + 1)", "count": "\(cases.count)", "id": context.short([one.id]),
                    "person": successor.member.shortName.text,
                ])
            done.append(.object(["case": .string(one.id.hex), "to": .string(successor.id.hex)]))
        }
        return done
    }
}

/// The leaver's own program: it alone has the keys of their cases.
private struct LeaverHandsOver {
    let entry: StaffEntry
    let plan: DeparturePlan
    let leavesUnsigned: Bool
    let context: CommandContext
    let practice: OpenPractice

    func reply() throws -> Reply {
        let (cases, left) = try practice.room.visit(for: ListingHandover.self, about: .person(entry.id)) {
            (try $0.cases(), try $0.leftovers())
        }
        let ready = cases.filter { plan.successor(of: $0.id) != nil && (leavesUnsigned || $0.unsigned.isEmpty) }
        try plan.requireCounselors(for: ready, context)
        for one in cases { try announce(one) }
        for one in ready where !one.toDisclose.isEmpty {
            try context.announce(
                .departToDisclose, ["case": context.short([one.id]), "ids": context.short(one.toDisclose)])
        }
        if !ready.isEmpty { try context.confirm(.departHandQuestion) }
        let done = try plan.handOver(ready, from: entry, context, practice)
        let rest = cases.filter { one in !ready.contains { $0.id == one.id } }
        let shown = ["person": entry.member.shortName.text]
        let isLastDirector =
            try entry.member.roles.contains(.director)
            && !practice.room.roll().contains {
                $0.id != entry.id && $0.standing == .active && $0.member.roles.contains(.director)
            }
        let next: Sentence =
            rest.isEmpty ? (isLastDirector ? .waitingNoDirector : .departHandNext) : .departHandAgain
        return Reply(
            lines: [context.say(.departHandAfter, ["count": "\(done.count)", "left": "\(rest.count)"])],
            json: .object([
                "id": .string(entry.id.hex), "handedOver": .array(done),
                "left": .array(
                    rest.map {
                        .object([
                            "case": .string($0.id.hex),
                            "reason": .string(plan.successor(of: $0.id) == nil ? "no-successor" : "unsigned-notes"),
                        ])
                    }), "leftovers": CommandContext.json(left),
            ]),
            remarks: context.lines(left, of: entry)
                + [context.say(next, shown)],
            status: rest.isEmpty ? .done : .tryAgain)
    }

    private func announce(_ one: HandoverCase) throws {
        let id = context.short([one.id])
        guard let successor = plan.successor(of: one.id) else {
            return try context.announce(.departPlanNone, ["id": id])
        }
        guard leavesUnsigned || one.unsigned.isEmpty else {
            return try context.announce(.departPlanUnsigned, ["id": id, "count": "\(one.unsigned.count)"])
        }
        try context.announce(.departPlan, ["id": id, "person": successor.member.shortName.text])
    }
}

/// A director ends somebody's membership, once nothing is left without a counselor.
private struct DirectorEnds {
    let entry: StaffEntry
    let plan: DeparturePlan
    let reason: StandingReason?
    let context: CommandContext
    let practice: OpenPractice

    private var shown: [String: String] { ["person": entry.member.shortName.text] }

    func reply() throws -> Reply {
        var (cases, left) = try look()
        // Nobody wrote in these yet: no key is needed to give them to somebody else.
        let keyless = cases.filter { !$0.hasKey && $0.remaining.isEmpty && plan.successor(of: $0.id) != nil }
        try plan.requireCounselors(for: keyless, context)
        for one in keyless {
            let successor = plan.successor(of: one.id)?.member.shortName.text ?? "?"
            try context.announce(.departPlan, ["id": context.short([one.id]), "person": successor])
        }
        if !keyless.isEmpty { try context.confirm(.departKeylessQuestion) }
        let done = try plan.handOver(keyless, from: entry, context, practice)
        if !done.isEmpty { (cases, left) = try look() }
        let open = cases.filter(\.remaining.isEmpty)
        if !open.isEmpty, entry.standing != .active {
            return try CustodiansHandOver(entry: entry, plan: plan, cases: open, context: context, practice: practice)
                .reply(handedOver: done, left)
        }
        if !open.isEmpty, try isSuspensionWaiting() {
            throw CommandFault(
                .tryAgain, "change-waiting", .departSuspensionWaits,
                shown.merging(["cases": context.short(open.map(\.id))]) { $1 }, hint: .departSuspensionWaitsHint, shown)
        }
        guard open.isEmpty else { throw RoomError.casesLeft(open.map(\.id)) }
        var waits = false
        if entry.standing != .ended {
            for line in context.lines(left, of: entry) { try context.announceLine(line) }
            try context.confirm(.departEndQuestion, because: .departEndBefore, shown)
            if reason == nil { try context.requireTerminal(orField: "reason") }
            let reason = try reason ?? context.askReason(.departure, of: entry, in: practice)
            do {
                waits = try practice.room.visit(for: EndingStaff.self, about: .person(entry.id)) {
                    try $0.end(because: reason)
                }
            } catch { throw context.naming(entry, error) }
            context.typed.filed()
        }
        let renewed = try waits ? [] : renew()
        let after: [String] =
            waits ? [] : [context.say(entry.standing == .ended ? .departEndAlready : .departEndAfter, shown)]
        return Reply(
            lines: after,
            json: .object([
                "id": .string(entry.id.hex), "waitsForConfirmation": .boolean(waits), "handedOver": .array(done),
                "renewed": .array(renewed), "leftovers": CommandContext.json(left),
            ]),
            remarks: [
                try waits
                    ? context.awaited(
                        entry.id, entry.member.shortName.text, in: practice, usually: .standingWaits)
                    : context.say(.departEndKeys, ["count": "\(renewed.count)"])
            ] + context.vacancy(in: practice))
    }

    /// Whoever is told to suspend them first did so, where it waits for somebody else.
    private func isSuspensionWaiting() throws -> Bool {
        try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.pending() }
            .contains { $0.id == entry.id && $0.standing == .suspended }
    }

    private func look() throws -> (cases: [HandoverCase], left: Leftovers) {
        try practice.room.visit(for: ListingHandover.self, about: .person(entry.id)) {
            (try $0.cases(), try $0.leftovers())
        }
    }

    /// What this director holds and the leaver knew gets new keys at once.
    private func renew() throws -> [JSONValue] {
        let outlived = try practice.room.renewable(all: false)
        var result: [JSONValue] = []
        for (index, compartment) in outlived.enumerated() {
            let generation = try practice.room.visit(for: RotatingKey.self, about: .compartment(compartment)) {
                try $0.rotate(onlyStale: true)
            }
            guard let generation else { continue }
            try context.announce(.departRenewed, ["number": "\(index + 1)", "count": "\(outlived.count)"])
            result.append(.object(["id": .string(compartment.hex), "generation": .number(Int(generation))]))
        }
        return result
    }
}
