// Federation needs one step between the page and the first shared module: here it decides whose copy is used.
void import('./main');
