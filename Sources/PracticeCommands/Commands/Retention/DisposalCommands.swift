import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct DisposalCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "disposal", abstract: HelpLanguage.text(.helpDisposal),
            discussion: HelpLanguage.text(.helpDisposalMore),
            subcommands: [
                DisposalPropose.self, DisposalApprove.self, DisposalList.self, DisposalCertificateShow.self,
                DisposalPrivateNotes.self,
            ])
    }
}

struct DisposalPropose: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "propose", abstract: HelpLanguage.text(.helpDisposalPropose),
            discussion: HelpLanguage.text(.helpDisposalProposeMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionKept)) var `case`: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let target = try context.kept(self.case, in: practice)
            let short = ["what": context.name(target), "id": context.code(target)]
            let looked = try context.alreadyThere {
                try practice.room.visit(for: ListingRetention.self, about: .practice) {
                    if case .client = target { try $0.clients().entries } else { try $0.cases().entries }
                }
            }
            if let known = looked.first(where: { $0.target == target }),
                let reason = context.reason(known, try practice.room.retentionSchedule())
            {
                try context.announceLine(reason)
            }
            try context.announce(.disposalProposeBefore, short)
            let entry = try practice.room.visit(for: ProposingDisposal.self, about: target.subject) {
                try $0.propose()
            }
            let arguments = short.merging(context.arguments(entry)) { $1 }
            try context.tellClosedCards(entry)
            return Reply(
                lines: [context.say(.disposalProposed, arguments)], json: try context.json(entry, practice),
                remarks: [context.say(.disposalProposeNext, arguments)])
        }
    }
}

struct DisposalApprove: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "approve", abstract: HelpLanguage.text(.helpDisposalApprove),
            discussion: HelpLanguage.text(.helpDisposalApproveMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionKept)) var `case`: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let target = try context.kept(self.case, in: practice)
            let seen = try practice.room.visit(for: ListingDisposals.self, about: .practice) { try $0.one(target) }
            if seen.disposal != nil, seen.privateNotes.contains(where: { $0.standing == .waits }) {
                return try context.approvePrivateNotes(seen, practice)
            }
            try context.requireNotOutdated(seen, practice)
            guard let proposal = seen.proposal else {
                // Whoever may not, or has nothing to approve, is told so before they are asked.
                _ = try practice.approveDisposal(of: target, seen: nil)
                throw RoomError.disposalOutdated
            }
            let arguments = context.arguments(seen)
            try context.announce(.disposalApproveBefore, arguments)
            if case .client = target { try context.announce(.disposalApproveFile, arguments) }
            try context.tellClosedCards(seen)
            try context.announce(.disposalApproveTerms, arguments)
            let others = practice.folder.identities()
            if others.count > 1 { try context.announce(.disposalCopiesStay) }
            try context.confirm(.disposalApproveQuestion)
            let entry = try practice.approveDisposal(of: target, seen: proposal.id)
            let certificate = try practice.room.visit(for: ListingDisposals.self, about: .practice) {
                try $0.certificate(target)
            }
            var remarks = [context.say(.disposalApproveNext, arguments)]
            if !certificate.backups.isEmpty {
                remarks.append(context.say(.disposalBackupsHold, ["count": "\(certificate.backups.count)"]))
            }
            if practice.isSweepOwed { remarks.append(context.say(.disposalSweepOwed)) }
            return Reply(
                lines: [context.say(.disposalApproved, arguments)], json: try context.json(entry, practice),
                remarks: remarks)
        }
    }
}

struct DisposalList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: HelpLanguage.text(.helpDisposalList),
            discussion: HelpLanguage.text(.helpDisposalListMore))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let all = try practice.room.visit(for: ListingDisposals.self, about: .practice) { try $0.all() }
            let table = Table(
                columns: [
                    .headingID, .headingStanding, .headingKeepUntil, .headingProposedBy, .headingApprovedBy,
                    .headingHolds,
                ].map { Table.Column(heading: context.say($0)) },
                rows: zip(context.codes(all.map(\.target)), all).map { code, entry in
                    let proposal = entry.disposal?.proposal ?? entry.proposal
                    return [
                        code, context.say(context.standing(entry)),
                        proposal?.terms?.keepUntil.text ?? "", proposal?.member?.shortName.text ?? "",
                        entry.disposal?.approver?.shortName.text ?? "",
                        context.catalogue.list(entry.holds.map { $0.by?.shortName.text ?? "?" }),
                    ]
                })
            let kind: LastList.Kind = all.allSatisfy { context.key($0.target) == "case" } ? .cases : .disposals
            return Reply(
                lines: context.lines(of: table, kind, all.map(\.target.hex), in: practice),
                json: .object(["disposals": .array(try all.map { try context.json($0, practice) })]),
                remarks: all.isEmpty
                    ? [context.say(.disposalListEmpty)]
                    : all.filter { $0.holds.contains { !$0.isByOffice } }.map {
                        context.say(.disposalHoldUnfounded, ["id": context.code($0.target)])
                    }
                        + all.filter(\.isBroken).map {
                            context.say(.disposalListBroken, ["id": context.code($0.target)])
                        }, status: all.contains(where: \.isBroken) ? .integrity : .done, layout: .list)
        }
    }
}

struct DisposalCertificateShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "certificate", abstract: HelpLanguage.text(.helpDisposalCertificate),
            discussion: HelpLanguage.text(.helpDisposalCertificateMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionKept)) var `case`: String
    @Option(help: .text(.optionOut, valueName: "file")) var out: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let out = context.file(self.out)
        return try context.inPractice { practice in
            let target = try context.kept(self.case, in: practice)
            let certificate = try practice.room.visit(for: ListingDisposals.self, about: .practice) {
                try $0.certificate(target)
            }
            // For whoever keeps it, in both languages, whatever the reader of this screen speaks.
            let lines = try Language.allCases.flatMap {
                try CertificatePage(certificate, practice.room.settings(), Catalogue($0), $0).lines
            }
            if let out {
                try WholeFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: out, replacing: false)
            }
            return Reply(
                lines: out == nil ? lines : [], json: try context.json(certificate, lines, practice),
                remarks: out.map { [context.say(.disposalCertificateWritten, ["path": $0])] } ?? [], layout: .exact)
        }
    }
}
