import { useWrite } from '../../lib/queries.ts';
import { useTellProblem } from '../../ui/use-confirm.tsx';

/** Which source a person is away to authorize: the page that they come back to asks. */
const KEY = 'agenticgen.authorizing';

export const returnAddress = () => `${location.origin}/tools/connected`;
export const authorizing = () => sessionStorage.getItem(KEY);
export const doneAuthorizing = () => sessionStorage.removeItem(KEY);

/** Leads to the page of the server where a person allows the connection. */
export function useAuthorize(go: (url: string) => void = (url) => location.assign(url)) {
  const tell = useTellProblem();
  const begin = useWrite('POST /api/v1/tool-sources/{id}/authorization');
  const authorize = (id: string) => {
    begin
      .mutateAsync({ params: { id }, body: { returnTo: returnAddress() } })
      .then(({ url }) => {
        sessionStorage.setItem(KEY, id);
        go(url);
      })
      .catch(tell);
  };
  return { authorize, isPending: begin.isPending };
}
