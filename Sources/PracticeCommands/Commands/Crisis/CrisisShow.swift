import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct CrisisShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.helpCrisisShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCrisisFlag)) var flag: String

    func perform(_ context: CommandContext) throws -> Reply {
        context.kept.shownFlag = flag
        return try context.looking { practice in
            let id = try context.flag(flag, in: practice)
            let ledger = try practice.room.visit(for: ReadingFlag.self, about: .flag(id)) { try $0.ledger() }
            guard let flag = ledger.flags.first else { throw RoomError.noKey }
            let times = try context.times(practice)
            let text = CrisisText(flag: flag, ledger: ledger, times: times, context: context)
            guard case .object(var fields) = CrisisCommand.json(flag, ledger, times, context) else {
                throw RoomError.notFound(.flag)
            }
            fields.merge(CrisisCommand.json(flag.report)) { $1 }
            fields["events"] = .array(flag.deposits.map(text.json))
            fields["ignored"] = .array(
                flag.faults.map { deposit, problem in
                    .object([
                        "id": .string(deposit.id.hex), "act": .string(deposit.event.what.step.rawValue),
                        "by": .string(context.crisisPerson(deposit.author, ledger)),
                        "reason": .string(context.say(CrisisText.reason(problem))),
                    ])
                })
            return Reply(lines: text.lines(), json: .object(fields), remarks: [context.say(.noteShowLogged)])
        }
    }

    /// A flag as people and programs read it.
    private struct CrisisText {
        let flag: CrisisFlag
        let ledger: CrisisLedger
        let times: TimeText
        let context: CommandContext

        private var isPartial: Bool { ledger.isPartial(flag) }

        /// Said after it was raised, and linked by nobody yet.
        private var saidClient: String? {
            flag.saidClient.map { context.say(.crisisValueSaid, ["client": ClientCode(of: $0).description]) }
        }

        func lines() -> [String] {
            let now = UTCTime.now
            var pairs: [(Sentence, String?)] = [
                (.headingID, flag.id.shortForm(characters: 4)), (.crisisHeadLevel, context.crisisLevel(flag)),
                (.crisisHeadKind, flag.kind.map(context.crisisKind)),
                (
                    .crisisHeadState,
                    isPartial ? nil : context.crisisState(flag, supervisors: ledger.onlooker.supervisors)
                ),
                (.headingClient, flag.client.map { ClientCode(of: $0).description } ?? saidClient),
                (.crisisHeadRaised, times.table(flag.raisedAt.date)),
                (.crisisHeadRaisedBy, context.crisisPerson(flag.raisedBy, ledger)),
                (.crisisHeadDue, flag.state == .raised && !isPartial ? times.table(flag.due(at: now).date) : nil),
                (.crisisHeadTakenUpBy, flag.acknowledgedBy.map { ledger.staff[$0]?.shortName.text ?? "?" }),
                (.crisisHeadReassessment, flag.reassessmentDue.map { times.table($0.date) }),
                (.crisisHeadConcernsMinor, flag.concernsMinor ? context.say(.crisisValueMinor) : nil),
            ]
            pairs += [
                (.headingName, flag.report.name), (.crisisHeadWhere, flag.report.place),
                (.crisisHeadAlone, flag.report.alone.map { context.say($0 ? .crisisValueYes : .crisisValueNo) }),
                (.crisisHeadMeans, flag.report.means), (.crisisHeadCallback, flag.report.callback),
                (.crisisHeadSeen, flag.report.seen),
            ]
            let layout = KeyValueLayout(
                pairs: pairs.compactMap { heading, value in value.map { (context.say(heading), $0) } })
            var lines = layout.lines(width: context.terminal.layoutWidth)
            if isPartial { lines.append(context.say(.crisisPartial)) }
            if flag.clockBehind { lines.append(context.say(.crisisClockBehindMark)) }
            if flag.state == .raised, flag.clockAhead(at: now) { lines.append(context.say(.crisisClockAheadMark)) }
            if let due = flag.reportDue(at: now), flag.state != .resolved {
                lines.append(context.say(.crisisReportOwed, ["due": times.table(due.date)]))
            }
            if !isPartial, flag.isStuck(supervisors: ledger.onlooker.supervisors) {
                lines.append(context.crisisStuck(flag.id, by: flag.proposal?.by, ledger))
            }
            lines.append("")
            for deposit in flag.deposits { lines += self.lines(of: deposit) }
            for (deposit, problem) in flag.faults {
                lines.append(
                    context.say(
                        .crisisIgnored,
                        [
                            "step": step(deposit.event.what), "person": context.crisisPerson(deposit.author, ledger),
                            "reason": context.say(Self.reason(problem)),
                        ]))
            }
            return lines
        }

        private func lines(of deposit: CrisisDeposit) -> [String] {
            let who = context.crisisPerson(deposit.author, ledger)
            let head = "\(times.table(deposit.event.at.date))  \(who)  \(step(deposit.event.what))"
            let body: [String] =
                switch deposit.event.what {
                case .intervened(let text): [text.text]
                case .contacted(let contact):
                    [context.say(.crisisSaid, ["text": contact.said])]
                        + (contact.receipt.map { [context.say(.crisisReceipt, ["text": $0])] } ?? [])
                case .reassessed(let reassessment): reassessment.text.map { [$0] } ?? []
                case .proposed(let proposal):
                    [proposal.text] + (proposal.noReport.map { [context.say(.crisisNoReport, ["text": $0])] } ?? [])
                default: []
                }
            return [head]
                + body.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }.map { "    " + $0 }
        }

        private func step(_ act: CrisisAct) -> String {
            switch act {
            case .raised: context.say(.crisisStepRaised)
            case .detailed: context.say(.crisisStepDetailed)
            case .acknowledged: context.say(.crisisStepAcknowledged)
            case .intervened: context.say(.crisisStepIntervened)
            case .contacted(let contact):
                context.say(
                    .crisisStepContacted,
                    ["party": context.crisisParty(contact.with), "basis": context.crisisBasis(contact.basis)])
            case .linked(let link):
                context.say(.crisisStepLinked, ["client": ClientCode(of: link.client).description])
            case .reassessed(let reassessment):
                context.say(.crisisStepReassessed, ["level": context.crisisLevel(reassessment.level)])
            case .proposed: context.say(.crisisStepProposed)
            case .resolved: context.say(.crisisStepResolved)
            case .cardOpened: context.say(.crisisStepCardOpened)
            }
        }

        static func reason(_ problem: CrisisProblem) -> Sentence {
            switch problem {
            case .refusedStep: .crisisReasonState
            case .notEntitled: .crisisReasonEntitled
            case .ownProposal: .crisisReasonOwn
            case .reportMissing: .crisisReasonReport
            case .alreadyLinked: .crisisReasonLinked
            case .farBeyond: .crisisReasonNumber
            case .contradictory, .unreadable: .crisisReasonContradictory
            }
        }

        func json(_ deposit: CrisisDeposit) -> JSONValue {
            var fields: [String: JSONValue] = [
                "id": .string(deposit.id.hex), "act": .string(deposit.event.what.step.rawValue),
                "at": .string(times.rfc3339(deposit.event.at.date)),
                "by": .string(
                    deposit.author == .station ? "station" : context.crisisPerson(deposit.author, ledger)),
                "clockBehind": .boolean(deposit.event.clockBehind == true),
            ]
            switch deposit.event.what {
            case .raised(let report), .detailed(let report): fields.merge(CrisisCommand.json(report)) { $1 }
            case .intervened(let text): fields["text"] = .string(text.text)
            case .contacted(let contact):
                fields["with"] = .string(contact.with.rawValue)
                fields["basis"] = .string(contact.basis.rawValue)
                fields["said"] = .string(contact.said)
                fields["receipt"] = .optional(contact.receipt)
            case .linked(let link): fields["client"] = .string(link.client.hex)
            case .reassessed(let reassessment):
                fields["level"] = .string(reassessment.level.rawValue)
                fields["text"] = .optional(reassessment.text)
            case .proposed(let proposal):
                fields["text"] = .string(proposal.text)
                fields["noReport"] = .optional(proposal.noReport)
            case .acknowledged, .resolved, .cardOpened: break
            }
            return .object(fields)
        }
    }
}
