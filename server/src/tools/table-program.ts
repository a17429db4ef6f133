import { PARQUET_COLUMNS } from './table-parquet.ts';

/** Reads a table of any format that the sandbox's packages can; leaves what is wanted in `result`. */
const READ = `
import json, os, pandas as pd
def read(name, sheet):
    kind = os.path.splitext(name)[1].lower()
    if kind == '.parquet' and os.path.exists('${PARQUET_COLUMNS}'):
        return read_columns('${PARQUET_COLUMNS}')
    if not os.path.exists(name):
        raise SystemExit('There is no file called ' + name)
    try:
        if kind in ('.xlsx', '.xls', '.ods'):
            return pd.read_excel(name, sheet_name=sheet or 0)
        if kind in ('.json', '.ndjson', '.jsonl'):
            return pd.read_json(name, lines=kind != '.json')
        return pd.read_csv(name, sep=None, engine='python')
    except ImportError as error:
        raise SystemExit('This machine cannot read ' + kind + ': ' + str(error).split('.')[0])
def read_columns(name):
    with open(name) as file:
        columns = json.load(file)
    return pd.DataFrame({column['name']: series(**column) for column in columns})
def series(name, kind, values):
    # What does not fit its kind after all, such as a number beyond 64 bits, stays what it is.
    try:
        if kind == 'date':
            return pd.to_datetime(pd.Series(values, dtype=object), utc=True).dt.tz_localize(None)
        whole = None not in values
        types = {'integer': 'int64' if whole else 'Int64', 'boolean': 'bool' if whole else 'boolean', 'number': 'float64'}
        return pd.Series(values, dtype=types.get(kind, object))
    except (OverflowError, TypeError, ValueError):
        return pd.Series(values, dtype=object)
def need(frame, names):
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise SystemExit('There is no column ' + ', '.join(missing) + '. There are: ' + ', '.join(map(str, frame.columns[:100])))
frame = read(inputs['file'], inputs.get('sheet'))
frame.columns = [str(name) for name in frame.columns]
`;

export const TABLE_PROGRAM = `${READ}
OPS = {'eq': lambda c, v: c == v, 'ne': lambda c, v: c != v, 'lt': lambda c, v: c < v, 'le': lambda c, v: c <= v,
       'gt': lambda c, v: c > v, 'ge': lambda c, v: c >= v, 'in': lambda c, v: c.isin(v),
       'contains': lambda c, v: c.astype(str).str.contains(str(v), case=False, regex=False)}
if inputs['action'] == 'describe':
    columns = [{'name': name, 'type': str(kind), 'missing': int(frame[name].isna().sum())} for name, kind in frame.dtypes.items()]
    numbers = frame.describe().round(6).to_string() if len(frame.select_dtypes('number').columns) else 'no numbers'
    print(f'{len(frame)} rows, {len(frame.columns)} columns')
    print('\\n'.join(f"{c['name']}: {c['type']}, {c['missing']} missing" for c in columns[:200]))
    print(numbers)
else:
    need(frame, [w['column'] for w in inputs['where']])
    for one in inputs['where']:
        frame = frame[OPS[one['op']](frame[one['column']], one['value'])]
    if inputs['groupBy']:
        need(frame, inputs['groupBy'] + [a['column'] for a in inputs['aggregate']])
        groups = frame.groupby(inputs['groupBy'], dropna=False)
        parts = {a['column'] + ' ' + a['by']: groups[a['column']].agg(a['by']) for a in inputs['aggregate']}
        frame = pd.DataFrame(parts if parts else {'rows': groups.size()}).reset_index()
    if inputs['select']:
        need(frame, inputs['select'])
        frame = frame[inputs['select']]
    if inputs['sort']:
        need(frame, [s['column'] for s in inputs['sort']])
        frame = frame.sort_values([s['column'] for s in inputs['sort']], ascending=[not s['descending'] for s in inputs['sort']])
    if inputs.get('saveAs'):
        frame.to_csv(inputs['saveAs'], index=False)
    print(f'{len(frame)} rows')
    print(frame.head(inputs['limit']).to_csv(index=False))
`;

export const CHART_PROGRAM = `${READ}
import matplotlib.pyplot as plt
kind, x, y = inputs['kind'], inputs.get('x'), inputs['y']
need(frame, ([x] if x else []) + y)
figure, axes = plt.subplots(figsize=(8, 4.5), layout='constrained')
if kind == 'histogram':
    frame[y].plot.hist(ax=axes, bins=30, alpha=0.7)
elif kind == 'box':
    frame[y].plot.box(ax=axes)
elif kind == 'pie':
    data = frame.groupby(x)[y[0]].sum() if x else frame[y[0]].value_counts()
    data.nlargest(12).plot.pie(ax=axes, autopct='%1.0f%%', ylabel='')
elif kind == 'scatter':
    for name in y:
        axes.scatter(frame[x] if x else frame.index, frame[name], s=12, label=name)
    axes.set_xlabel(x or 'row')
    axes.legend()
else:
    data = frame.set_index(x)[y] if x else frame[y]
    if kind == 'bar' and len(data) > 60:
        data = data.groupby(level=0).sum().nlargest(60, y[0])
    getattr(data.plot, 'bar' if kind == 'bar' else 'line')(ax=axes)
if inputs.get('title'):
    axes.set_title(inputs['title'])
print(f'{kind} of {", ".join(y)}' + (f' by {x}' if x else '') + f', {len(frame)} rows')
`;
