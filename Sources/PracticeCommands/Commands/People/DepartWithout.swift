import Counseling
import Practice
import RecordRoom

/// A director names who takes over the cases of somebody who is suspended or gone, case by case, and sees how far each is. Whatever
/// ends the command, what was asked stays asked.
struct CustodiansHandOver {
    let entry: StaffEntry
    let plan: DeparturePlan
    /// Those without a counselor.
    let cases: [HandoverCase]
    let context: CommandContext
    let practice: OpenPractice

    private var leaver: String { entry.member.shortName.text }

    func reply(handedOver: [JSONValue], _ left: Leftovers) throws -> Reply {
        var waiting = try successions()
        let wanted = cases.filter { one in
            guard let successor = plan.successor(of: one.id), one.hasKey else { return false }
            return !waiting.contains { $0.caseID == one.id && $0.successor == successor.id && $0.state != .void }
        }
        // Nobody was named: what an active person's departure says, with what comes next.
        guard !wanted.isEmpty || !waiting.isEmpty else { throw noneNamed }
        for one in wanted {
            let successor = plan.successor(of: one.id)?.member.shortName.text ?? "?"
            try context.announce(.departPlan, ["id": context.short([one.id]), "person": successor])
        }
        if !wanted.isEmpty { try context.confirm(.handoverPlanQuestion) }
        let (stuck, given) = try ask(wanted)
        waiting = try successions()
        let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        var lines = [context.say(.handoverStatus, ["person": leaver, "count": "\(cases.count)"])]
        for one in cases {
            if let (has, needs) = stuck[one.id] {
                lines.append(
                    context.say(
                        .handoverCustodiansMissing,
                        ["id": context.short([one.id]), "count": "\(has)", "limit": "\(needs)"]))
            } else if given.contains(one.id) {
                lines.append(context.say(.handoverGivenToOther, ["id": context.short([one.id]), "person": leaver]))
            } else if let found = waiting.first(where: { $0.caseID == one.id }) {
                lines.append(context.progress(found, everyone))
            } else {
                lines.append(
                    context.say(.handoverNoSuccessor, ["id": context.short([one.id]), "person": leaver]))
            }
        }
        return Reply(
            lines: lines,
            json: .object([
                "id": .string(entry.id.hex), "waitsForConfirmation": .boolean(false), "ended": .boolean(false),
                "handedOver": .array(handedOver), "handovers": .array(waiting.map(context.json)),
                "left": .array(
                    cases.map { one in
                        .object(["case": .string(one.id.hex), "reason": .string(reason(one, stuck, waiting))])
                    }), "leftovers": CommandContext.json(left),
            ]),
            remarks: (stuck.isEmpty ? [] : [context.say(.handoverCustodiansMissingHint)])
                + context.lines(left, of: entry) + [context.say(.handoverAgain, ["person": leaver])],
            status: .tryAgain)
    }

    private func successions() throws -> [SuccessionEntry] {
        try context.successions(in: practice).filter { one in cases.contains { $0.id == one.caseID } }
    }

    private var noneNamed: CommandFault {
        CommandFault(
            .tryAgain, "cases-left", .departLeft, ["cases": context.short(cases.map(\.id))], hint: .handoverSuspended,
            ["person": leaver])
    }

    /// - Returns: the cases whose key too few custodians could give, with how many could and how many are needed; those that are
    ///   given to somebody else too
    private func ask(_ wanted: [HandoverCase]) throws -> (
        stuck: [Identifier<CounselingCase>: (has: Int, needs: Int)], given: Set<Identifier<CounselingCase>>
    ) {
        var stuck: [Identifier<CounselingCase>: (has: Int, needs: Int)] = [:]
        var given: Set<Identifier<CounselingCase>> = []
        for (index, one) in wanted.enumerated() {
            guard let successor = plan.successor(of: one.id) else { continue }
            do {
                _ = try practice.room.visit(
                    for: NamingSuccessor.self, about: .handover(one.id, from: entry.id, to: successor.id)
                ) { try $0.name() }
            } catch {
                switch error {
                case .custodiansMissing(let id, let has, let needs): stuck[id] = (has, needs)
                case .denied(rule: .caseNotLeft): given.insert(one.id)
                default: throw context.explained(error, counselor: successor, in: practice)
                }
                continue
            }
            try context.announce(
                .handoverAsked,
                [
                    "number": "\(index + 1)", "count": "\(wanted.count)", "id": context.short([one.id]),
                    "person": successor.member.shortName.text,
                ])
        }
        return (stuck, given)
    }

    private func reason(
        _ one: HandoverCase, _ stuck: [Identifier<CounselingCase>: (has: Int, needs: Int)],
        _ waiting: [SuccessionEntry]
    ) -> String {
        if stuck[one.id] != nil { return "custodians-missing" }
        guard let found = waiting.first(where: { $0.caseID == one.id }), found.state != .void else {
            return "no-successor"
        }
        return found.state == .ready ? "waits-for-successor" : "waits-for-custodians"
    }
}
