package lsp

import (
	"context"
	"fmt"

	"casus/concordance"
	"casus/docs"
	"casus/offer"
)

// completion lists what could stand at a place: the words that the grammar
// allows there, and of the names those that fit the part they would play.
func completion(ctx context.Context, s *server, p *positionParams) (any, error) {
	snap, f := s.work.read(p.TextDocument.URI)
	if f == nil {
		return nil, nil
	}
	l := snap.linesOf(f)
	at := l.offset(p.Position)
	from, offers := offer.At(snap.names(), f, at)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	section := ""
	if list := sections(f, from, ""); len(list) > 0 {
		section = list[0]
	}
	edit := span{l.at(from), l.at(at)}
	list := []completionItem{}
	for _, o := range offers {
		item := completionItem{Label: o.Label, Kind: itemKinds[o.Sort], Detail: o.Detail, SortText: fmt.Sprintf("%d %s", o.Rank, o.Label), TextEdit: &textEdit{edit, o.Label}}
		if o.Keyword {
			item.Kind = itemKeyword
			if o.Detail == "" {
				item.Data = &completionData{o.Label, section}
			}
		}
		list = append(list, item)
	}
	return completionList{Items: list}, nil
}

// itemKinds says how a thing is shown in a list.
var itemKinds = map[concordance.Sort]int{
	concordance.Vocabulary: itemModule, concordance.Kind: itemClass, concordance.Entity: itemConstant, concordance.Number: itemField,
	concordance.Act: itemFunction, concordance.Declared: itemProperty, concordance.Variable: itemVariable, concordance.Charter: itemModule,
	concordance.Article: itemRef, concordance.Rule: itemEvent, concordance.Status: itemProperty, concordance.Reading: itemValue,
	concordance.Value: itemMember, concordance.Body: itemClass, concordance.Measure: itemField, concordance.Definition: itemFunction,
	concordance.Choice: itemMember, concordance.Record: itemFile, concordance.Label: itemRef, concordance.Source: itemRef,
	concordance.Case: itemModule, concordance.Outlook: itemModule, concordance.OutlookItem: itemEvent,
}

// resolveCompletion adds what a word means.
func resolveCompletion(_ context.Context, _ *server, p *completionItem) (any, error) {
	if p.Data != nil {
		if m, ok := docs.Of(p.Data.Word, p.Data.Section); ok {
			p.Documentation = &markup{"markdown", plainLinks(m.Text)}
		}
	}
	return p, nil
}
