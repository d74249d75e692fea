/* Pages in the binary: /docs (swagger-ui) and /find (ours), each under a strict content security
 * policy. */
#ifndef CD_HTTP_PAGE_H
#define CD_HTTP_PAGE_H

#include "http/request.h"

/* True when the target is a page of ours; the answer is then written. */
bool cd_page_serve(struct cd_request *req);

#endif
